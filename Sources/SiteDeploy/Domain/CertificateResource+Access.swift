// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension CertificateResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let certificate = scope.certificate
        let lists: [OperationAccess] = [
            OperationAccess(.acm, "ListCertificates", on: scope.lists),
            OperationAccess(.tagging, "GetResources", on: scope.lists),
        ]
        guard scope.hasNames else { return AccessDeclaration(read: lists) }
        let describe = OperationAccess(.acm, "DescribeCertificate", on: certificate)
        return AccessDeclaration(
            read: lists + [describe, OperationAccess(.acm, "ListTagsForCertificate", on: certificate)],
            deploy: scope.names.isEmpty
                ? []
                : [
                    OperationAccess(.acm, "RequestCertificate", on: scope.certificateRequest)
                        .and("acm:AddTagsToCertificate", on: scope.certificateTagging),
                    OperationAccess(.acm, "AddTagsToCertificate", on: scope.certificateTagging), describe,
                ],
            destroy: [OperationAccess(.acm, "DeleteCertificate", on: scope.certificateDeletion)])
    }
}
