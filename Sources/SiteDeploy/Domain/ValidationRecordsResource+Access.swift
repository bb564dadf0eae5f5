// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension ValidationRecordsResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasNames else { return AccessDeclaration() }
        let list = OperationAccess(.route53, "ListResourceRecordSets", on: scope.zone)
        return AccessDeclaration(
            deploy: [
                OperationAccess(.acm, "DescribeCertificate", on: scope.certificate),
                OperationAccess(
                    .route53, "ChangeResourceRecordSets", on: scope.validationRecords(["UPSERT", "DELETE"])),
            ],
            destroy: [
                OperationAccess(.route53, "ChangeResourceRecordSets", on: scope.validationRecords(["DELETE"])), list,
            ])
    }
}
