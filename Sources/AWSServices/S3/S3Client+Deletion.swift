// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

/// An object or a version of it that is to be deleted.
package struct S3DeletionItem: Sendable, Hashable {
    /// The key.
    package var key: String
    /// The version; `nil` deletes the object, or marks it as deleted in a bucket that keeps versions.
    package var versionID: String?

    /// Makes an item.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - versionID: The version, `nil` for the object.
    package init(_ key: String, versionID: String? = nil) {
        self.key = key
        self.versionID = versionID
    }
}

/// An object that S3 did not delete.
package struct S3DeletionFailure: Sendable, Hashable {
    /// The object.
    package var item: S3DeletionItem
    /// S3's code, such as `AccessDenied` or `InternalError`.
    package var code: String
    /// S3's words.
    package var message: String
}

extension S3Client {
    /// The most objects in one `deleteObjects`.
    package static let deletionLimit = 1000

    /// Deletes objects or versions in one request. Deleting what is not there is a success.
    ///
    /// - Parameters:
    ///   - items: 1 to 1,000 of them.
    ///   - bucket: The bucket.
    /// - Returns: Those that S3 did not delete; empty when all are gone.
    /// - Throws: `AWSError` when the request as a whole failed.
    ///
    /// AWS reference: Amazon S3 API Reference, "DeleteObjects".
    package func deleteObjects(
        _ items: [S3DeletionItem], in bucket: BucketName
    ) async throws -> [S3DeletionFailure] {
        guard !items.isEmpty else { return [] }
        guard items.count <= Self.deletionLimit else {
            throw AWSError(
                service: .s3, operation: "DeleteObjects", subject: "bucket \(bucket)", code: "MalformedXML",
                message: "\(items.count) objects in one request; S3 takes \(Self.deletionLimit)", attempts: 0)
        }
        var children = items.map { item in
            var object = XMLTree("Object", [XMLTree("Key", item.key)])
            if let version = item.versionID { object.children.append(XMLTree("VersionId", version)) }
            return object
        }
        children.append(XMLTree("Quiet", true))
        let response = try await send(
            "DeleteObjects", "POST", bucket: bucket, query: [("delete", nil)],
            payload: .document(XMLTree("Delete", xmlns: Self.namespace, children)), attemptTimeout: .seconds(120))
        return try document(response, root: "DeleteResult").all("Error").map { error in
            guard let key = error.text(at: "Key"), let code = error.text(at: "Code") else {
                throw unreadable(response, "an Error has no Key or no Code")
            }
            let version = error.text(at: "VersionId").flatMap { $0.isEmpty ? nil : $0 }
            return S3DeletionFailure(
                item: S3DeletionItem(key, versionID: version), code: code, message: error.text(at: "Message") ?? "")
        }
    }

    static func encodedKey(_ key: String) -> String {
        PercentEncoding.path(key)
    }
}
