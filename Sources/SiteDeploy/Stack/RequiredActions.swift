// SPDX-License-Identifier: Apache-2.0

package import AWSServices

/// The IAM actions that an operation needs.
///
/// AWS names the missing action in most of its denials, but S3 often says no more than "Access Denied", and an answer
/// to a `HEAD` request has no text at all.
package enum RequiredActions {
    /// The actions of which one is missing when an operation was denied.
    ///
    /// - Parameters:
    ///   - operation: AWS's name of the operation, such as `PutBucketEncryption`.
    ///   - service: The service it was sent to.
    /// - Returns: At least one action, the likeliest first.
    ///
    /// AWS reference: Service Authorization Reference, the page of each service.
    package static func of(_ operation: String, in service: AWSService) -> [String] {
        switch service {
        case .s3: (s3[operation] ?? [operation]).map { "s3:\($0)" }
        case .cloudFront where operation == "CreateDistributionWithTags":
            ["cloudfront:CreateDistribution", "cloudfront:TagResource"]
        case .lambda where operation == "Invoke": ["lambda:InvokeFunction"]
        case .apiGateway: [gateway(operation)]
        case .tagging: ["tag:\(operation)"]
        default: ["\(service.signingName):\(operation)"]
        }
    }

    /// API Gateway's actions are the verbs of the requests.
    private static func gateway(_ operation: String) -> String {
        let verbs = [
            ("Get", "GET"), ("Create", "POST"), ("TagResource", "POST"), ("Update", "PATCH"), ("Delete", "DELETE"),
            ("UntagResource", "DELETE"),
        ]
        return "apigateway:" + (verbs.first { operation.hasPrefix($0.0) }?.1 ?? "*")
    }

    /// Where the actions of S3 have other names than the operations, or are more than one.
    private static let s3: [String: [String]] = [
        "HeadBucket": ["ListBucket"],
        "ListObjectsV2": ["ListBucket"],
        "ListObjectVersions": ["ListBucketVersions"],
        "ListMultipartUploads": ["ListBucketMultipartUploads"],
        "ListBuckets": ["ListAllMyBuckets"],
        // Who may not list the bucket is not told that a key is missing.
        "GetObject": ["GetObject", "ListBucket"],
        "HeadObject": ["GetObject", "ListBucket"],
        // With a condition on the ETag, the object is read too.
        "PutObject": ["PutObject", "GetObject"],
        "CopyObject": ["PutObject", "GetObject"],
        "CreateMultipartUpload": ["PutObject"],
        "UploadPart": ["PutObject"],
        "CompleteMultipartUpload": ["PutObject"],
        "DeleteObjects": ["DeleteObject", "DeleteObjectVersion"],
        "CreateBucket": ["CreateBucket", "TagResource"],
        "DeleteBucketTagging": ["PutBucketTagging"],
        "GetBucketEncryption": ["GetEncryptionConfiguration"],
        "PutBucketEncryption": ["PutEncryptionConfiguration"],
        "GetBucketLifecycleConfiguration": ["GetLifecycleConfiguration"],
        "PutBucketLifecycleConfiguration": ["PutLifecycleConfiguration"],
        "DeleteBucketLifecycle": ["PutLifecycleConfiguration"],
        "GetPublicAccessBlock": ["GetBucketPublicAccessBlock"],
        "PutPublicAccessBlock": ["PutBucketPublicAccessBlock"],
    ]
}
