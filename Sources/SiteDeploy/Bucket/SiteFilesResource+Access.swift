// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension SiteFilesResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let objects = scope.objects
        let read: [OperationAccess] = [
            OperationAccess(.s3, "ListObjectsV2", "s3:ListBucket", on: scope.bucket),
            OperationAccess(.s3, "GetObject", on: objects),
            OperationAccess(.s3, "HeadObject", "s3:GetObject", on: objects),
        ]
        return AccessDeclaration(
            read: read,
            deploy: read + [
                OperationAccess(.s3, "PutObject", on: objects),
                OperationAccess(.s3, "CreateMultipartUpload", "s3:PutObject", on: objects),
                OperationAccess(.s3, "UploadPart", "s3:PutObject", on: objects),
                OperationAccess(.s3, "CompleteMultipartUpload", "s3:PutObject", on: objects),
                OperationAccess(.s3, "AbortMultipartUpload", on: objects),
                // New headers are a copy of an object onto itself.
                OperationAccess(.s3, "CopyObject", "s3:GetObject", on: objects).and("s3:PutObject", on: objects),
                OperationAccess(.s3, "DeleteObjects", "s3:DeleteObject", on: objects),
            ])
    }
}
