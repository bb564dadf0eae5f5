// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension BucketPolicyResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        AccessDeclaration(
            read: [OperationAccess(.s3, "GetBucketPolicy", on: scope.bucket)],
            deploy: [OperationAccess(.s3, "PutBucketPolicy", on: scope.bucket)])
    }
}
