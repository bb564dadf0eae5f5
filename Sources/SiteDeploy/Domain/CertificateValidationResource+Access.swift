// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension CertificateValidationResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasNames else { return AccessDeclaration() }
        return AccessDeclaration(deploy: [OperationAccess(.acm, "DescribeCertificate", on: scope.certificate)])
    }
}
