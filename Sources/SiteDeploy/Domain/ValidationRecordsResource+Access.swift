// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension ValidationRecordsResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasNames else { return AccessDeclaration() }
        let describe = OperationAccess(.acm, "DescribeCertificate", on: scope.certificate)
        guard scope.hasRoute53 else { return AccessDeclaration(deploy: [describe]) }
        func change(_ actions: [String]) -> OperationAccess {
            OperationAccess(.route53, "ChangeResourceRecordSets", on: scope.validationRecords(actions))
        }
        return AccessDeclaration(
            deploy: [describe, change(["UPSERT", "DELETE"])],
            destroy: [change(["DELETE"]), OperationAccess(.route53, "ListResourceRecordSets", on: scope.zone)])
    }
}
