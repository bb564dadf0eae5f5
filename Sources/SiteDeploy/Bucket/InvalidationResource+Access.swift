// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension InvalidationResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        AccessDeclaration(
            deploy: [
                OperationAccess(.cloudFront, "CreateInvalidation", on: scope.distribution),
                OperationAccess(.s3, "PutObject", on: scope.objects),
                // A write whose answer got lost is looked for.
                OperationAccess(.s3, "GetObject", on: scope.objects),
            ])
    }
}
