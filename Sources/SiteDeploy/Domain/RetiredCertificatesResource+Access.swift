// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension RetiredCertificatesResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasNames else { return AccessDeclaration() }
        func change(_ actions: [String]) -> OperationAccess {
            OperationAccess(.route53, "ChangeResourceRecordSets", on: scope.validationRecords(actions))
        }
        let list = OperationAccess(.route53, "ListResourceRecordSets", on: scope.zone)
        return AccessDeclaration(
            deploy: [
                OperationAccess(.acm, "DescribeCertificate", on: scope.certificate), change(["UPSERT", "DELETE"]), list,
                OperationAccess(.acm, "DeleteCertificate", on: scope.certificateDeletion),
            ],
            destroy: [change(["DELETE"]), list])
    }
}
