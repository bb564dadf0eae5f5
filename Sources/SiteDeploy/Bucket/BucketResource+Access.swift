// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension BucketResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let bucket = scope.bucket
        let objects = scope.objects
        let read: [OperationAccess] = [
            OperationAccess(.s3, "HeadBucket", "s3:ListBucket", on: bucket),
            OperationAccess(.s3, "GetBucketTagging", on: bucket),
            OperationAccess(.s3, "GetBucketVersioning", on: bucket),
            OperationAccess(.s3, "GetBucketEncryption", "s3:GetEncryptionConfiguration", on: bucket),
            OperationAccess(.s3, "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", on: bucket),
            OperationAccess(.s3, "GetBucketOwnershipControls", on: bucket),
            OperationAccess(.s3, "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration", on: bucket),
        ]
        return AccessDeclaration(
            read: read,
            deploy: read + [
                // Its tags ride in the create.
                OperationAccess(.s3, "CreateBucket", on: bucket).and("s3:TagResource", on: bucket),
                OperationAccess(.s3, "PutBucketTagging", on: bucket),
                OperationAccess(.s3, "PutBucketVersioning", on: bucket),
                OperationAccess(.s3, "PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock", on: bucket),
                OperationAccess(.s3, "PutBucketOwnershipControls", on: bucket),
                OperationAccess(.s3, "PutBucketEncryption", "s3:PutEncryptionConfiguration", on: bucket),
                OperationAccess(.s3, "PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration", on: bucket),
            ],
            destroy: [
                OperationAccess(.s3, "ListObjectVersions", "s3:ListBucketVersions", on: bucket),
                // S3 documents the first as needed always, the second for a given version.
                OperationAccess(.s3, "DeleteObjects", "s3:DeleteObject", on: objects)
                    .and("s3:DeleteObjectVersion", on: objects),
                OperationAccess(.s3, "ListMultipartUploads", "s3:ListBucketMultipartUploads", on: bucket),
                OperationAccess(.s3, "AbortMultipartUpload", on: objects),
                OperationAccess(.s3, "DeleteBucket", on: bucket),
            ])
    }
}
