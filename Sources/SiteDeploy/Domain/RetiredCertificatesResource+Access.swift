// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension RetiredCertificatesResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasNames else { return AccessDeclaration() }
        func records(_ actions: [String]) -> [OperationAccess] {
            guard scope.hasRoute53 else { return [] }
            return [
                OperationAccess(.route53, "ChangeResourceRecordSets", on: scope.validationRecords(actions)),
                OperationAccess(.route53, "ListResourceRecordSets", on: scope.zone),
            ]
        }
        return AccessDeclaration(
            deploy: [
                OperationAccess(.acm, "DescribeCertificate", on: scope.certificate),
                OperationAccess(.acm, "DeleteCertificate", on: scope.certificateDeletion),
            ] + records(["UPSERT", "DELETE"]),
            destroy: records(["DELETE"]))
    }
}
