// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension AliasRecordsResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasRoute53 else { return AccessDeclaration() }
        let list = OperationAccess(.route53, "ListResourceRecordSets", on: scope.zone)
        return AccessDeclaration(
            deploy: [
                OperationAccess(
                    .route53, "ChangeResourceRecordSets", on: scope.siteRecords(["CREATE", "UPSERT", "DELETE"]))
            ],
            destroy: [
                OperationAccess(.route53, "ChangeResourceRecordSets", on: scope.siteRecords(["DELETE"])), list,
            ])
    }
}
