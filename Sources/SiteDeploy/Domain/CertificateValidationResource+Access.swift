// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension CertificateValidationResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasNames else { return AccessDeclaration() }
        // What keeps a certificate waiting may be a zone that the domain is not delegated to.
        let zone =
            scope.hasRoute53 ? [OperationAccess(.route53, "GetHostedZone", on: scope.zoneDelegation)] : []
        return AccessDeclaration(
            deploy: [OperationAccess(.acm, "DescribeCertificate", on: scope.certificate)] + zone)
    }
}
