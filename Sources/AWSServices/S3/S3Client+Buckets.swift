// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

/// What a look at a bucket's name finds.
package enum BucketPresence: Sendable, Equatable {
    /// There is no such bucket.
    case absent
    /// There is one that we may look at, in this region; `nil` when S3 does not say which.
    case present(region: String?)
    /// There is one, and it is not ours to look at: another account's, or permission is missing.
    case forbidden(region: String?)
}

extension S3Client {
    /// Looks whether a bucket exists, and where.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: Absent, present, or forbidden. With `expectedOwner`, a bucket of another account is forbidden.
    /// - Throws: `AWSError` for anything but 404 and 403.
    ///
    /// AWS reference: Amazon S3 API Reference, "HeadBucket".
    package func headBucket(_ bucket: BucketName) async throws -> BucketPresence {
        do {
            let response = try await send("HeadBucket", "HEAD", bucket: bucket)
            return .present(region: response.headers["x-amz-bucket-region"] ?? region)
        } catch let error as AWSError {
            switch error.status {
            case 404: return .absent
            case 403 where Self.isForbidden(error.code): return .forbidden(region: error.details["Region"])
            default: throw error
            }
        }
    }

    /// An answer to HEAD has no body, so a 403 has no code. With one, it may be about the signature.
    private static func isForbidden(_ code: String) -> Bool {
        ["HTTP403", "AccessDenied", "AllAccessDisabled", "Forbidden"].contains(code)
    }

    /// Creates a bucket in the client's region, with its tags.
    ///
    /// Look first: in us-east-1, creating a bucket that one has already succeeds and resets its access lists.
    ///
    /// - Parameters:
    ///   - bucket: The name.
    ///   - tags: Keys and values; they need the permission `s3:TagResource`.
    ///   - account: The own account, to tell a name in its regional namespace (`-<account>-<region>-an`), which has
    ///     to be asked for; `nil` when unknown.
    /// - Throws: `AWSError` with code `BucketAlreadyExists` (somebody else's), `BucketAlreadyOwnedByYou`, or
    ///   `OperationAborted` (just deleted).
    ///
    /// AWS reference: Amazon S3 API Reference, "CreateBucket".
    package func createBucket(
        _ bucket: BucketName, tags: [(key: String, value: String)], account: String? = nil
    ) async throws {
        var children: [XMLTree] = []
        // us-east-1 is the place without a name: S3 refuses it as a constraint.
        if region != "us-east-1" { children.append(XMLTree("LocationConstraint", region)) }
        if !tags.isEmpty { children.append(XMLTree("Tags", tags.map(Self.tag))) }
        var payload = Payload.none
        if !children.isEmpty {
            let root = XMLTree("CreateBucketConfiguration", xmlns: Self.namespace, children)
            payload = Payload(body: HTTPBody(root.serialized()), sha256: nil, md5: nil)
        }
        let isRegional = account.map { bucket.isAccountRegional(account: $0, region: region) } ?? false
        _ = try await send(
            "CreateBucket", "PUT", bucket: bucket,
            headers: [("x-amz-bucket-namespace", isRegional ? "account-regional" : nil)], payload: payload,
            checksOwner: false)
    }

    /// Deletes an empty bucket.
    ///
    /// - Parameter bucket: The bucket.
    /// - Throws: `AWSError` with code `BucketNotEmpty` while there is any object, version, delete marker or unfinished
    ///   upload in it, or `NoSuchBucket`.
    ///
    /// AWS reference: Amazon S3 API Reference, "DeleteBucket".
    package func deleteBucket(_ bucket: BucketName) async throws {
        _ = try await send("DeleteBucket", "DELETE", bucket: bucket)
    }

    /// Reads a bucket's tags.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: Keys and values in S3's order; `nil` when it has none.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetBucketTagging".
    package func bucketTags(_ bucket: BucketName) async throws -> [(key: String, value: String)]? {
        let response = try await unless(["NoSuchTagSet"]) {
            try await send("GetBucketTagging", "GET", bucket: bucket, query: [("tagging", nil)])
        }
        guard let response else { return nil }
        return try document(response, root: "Tagging").all(at: "TagSet/Tag").map { tag in
            guard let key = tag.text(at: "Key"), let value = tag.text(at: "Value") else {
                throw unreadable(response, "a Tag has no Key or no Value")
            }
            return (key, value)
        }
    }

    /// Replaces all of a bucket's tags.
    ///
    /// - Parameters:
    ///   - tags: Keys and values; those that are not among them are removed.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutBucketTagging".
    package func putBucketTags(_ tags: [(key: String, value: String)], of bucket: BucketName) async throws {
        let set = XMLTree("TagSet", tags.map(Self.tag))
        _ = try await send(
            "PutBucketTagging", "PUT", bucket: bucket, query: [("tagging", nil)],
            payload: .document(XMLTree("Tagging", xmlns: Self.namespace, [set])))
    }

    private static func tag(_ tag: (key: String, value: String)) -> XMLTree {
        XMLTree("Tag", [XMLTree("Key", tag.key), XMLTree("Value", tag.value)])
    }
}
