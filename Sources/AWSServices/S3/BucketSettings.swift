// SPDX-License-Identifier: Apache-2.0

/// Whether a bucket keeps old versions of its objects.
package enum BucketVersioning: Sendable, Equatable {
    /// It never did.
    case neverEnabled
    /// It does.
    case enabled
    /// It did; versions from that time are still there.
    case suspended
}

/// The default encryption of new objects: the first rule, which is the only one there can be.
package struct BucketEncryption: Sendable, Equatable {
    /// `AES256` (keys of S3), `aws:kms` or `aws:kms:dsse`.
    package var algorithm: String
    /// The KMS key, `nil` for the account's own and for `AES256`.
    package var kmsKeyID: String?
    /// Whether KMS is asked once for many objects; `nil` when S3 does not say.
    package var usesBucketKey: Bool?
    /// Encryptions that uploads may not ask for, such as `SSE-C`; `nil` when S3 does not say. New buckets have
    /// `SSE-C` here without being asked.
    package var blockedTypes: [String]?

    /// Encryption with keys of S3.
    package static let s3Managed = BucketEncryption(algorithm: "AES256")

    /// Makes a setting.
    package init(
        algorithm: String, kmsKeyID: String? = nil, usesBucketKey: Bool? = nil, blockedTypes: [String]? = nil
    ) {
        self.algorithm = algorithm
        self.kmsKeyID = kmsKeyID
        self.usesBucketKey = usesBucketKey
        self.blockedTypes = blockedTypes
    }
}

/// The four switches against public access.
package struct PublicAccessBlock: Sendable, Equatable {
    /// New public access lists are refused.
    package var blocksPublicACLs: Bool
    /// Existing public access lists have no effect.
    package var ignoresPublicACLs: Bool
    /// A public policy is refused.
    package var blocksPublicPolicy: Bool
    /// An existing public policy lets only AWS services and the own account in.
    package var restrictsPublicBuckets: Bool

    /// All four on.
    package static let all = PublicAccessBlock(
        blocksPublicACLs: true, ignoresPublicACLs: true, blocksPublicPolicy: true, restrictsPublicBuckets: true)

    /// Makes a setting.
    package init(
        blocksPublicACLs: Bool, ignoresPublicACLs: Bool, blocksPublicPolicy: Bool, restrictsPublicBuckets: Bool
    ) {
        self.blocksPublicACLs = blocksPublicACLs
        self.ignoresPublicACLs = ignoresPublicACLs
        self.blocksPublicPolicy = blocksPublicPolicy
        self.restrictsPublicBuckets = restrictsPublicBuckets
    }
}

/// Who owns objects, and whether access lists mean anything.
package enum ObjectOwnership: String, Sendable, Equatable {
    /// The bucket's owner owns everything; access lists are off.
    case bucketOwnerEnforced = "BucketOwnerEnforced"
    /// The bucket's owner owns what is uploaded with the list `bucket-owner-full-control`.
    case bucketOwnerPreferred = "BucketOwnerPreferred"
    /// Whoever uploads owns.
    case objectWriter = "ObjectWriter"
}
