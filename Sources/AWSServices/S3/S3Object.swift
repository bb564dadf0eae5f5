// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An object as a list shows it.
package struct S3Object: Sendable, Equatable {
    /// The key, decoded.
    package var key: String
    /// The size in bytes.
    package var size: Int
    /// Without quotes. The MD5 in hexadecimal after a single upload with S3's own keys; something else after a
    /// multipart upload (`…-2`) or with KMS.
    package var etag: String
    /// When it was written, to the second.
    package var lastModified: Date
    /// `STANDARD` and others; `nil` when the list does not say.
    package var storageClass: String?

    /// Makes an object.
    package init(key: String, size: Int, etag: String, lastModified: Date, storageClass: String? = nil) {
        self.key = key
        self.size = size
        self.etag = etag
        self.lastModified = lastModified
        self.storageClass = storageClass
    }

    /// An ETag without its quotes.
    package static func bare(etag: String) -> String {
        let quote = UInt8(ascii: "\"")
        guard etag.utf8.count > 1, etag.utf8.first == quote, etag.utf8.last == quote else { return etag }
        return String(Substring(etag.utf8.dropFirst().dropLast()))
    }
}

/// What HEAD or GET says of an object besides its bytes.
package struct S3ObjectInfo: Sendable, Equatable {
    /// Without quotes, see `S3Object.etag`.
    package var etag: String
    /// The size in bytes.
    package var size: Int
    /// What is kept beside the bytes.
    package var headers: S3ObjectHeaders
    /// When it was written; `nil` when S3 does not say.
    package var lastModified: Date?
    /// The version, in a bucket that keeps versions.
    package var versionID: String?

    /// Makes an info.
    package init(
        etag: String, size: Int, headers: S3ObjectHeaders, lastModified: Date? = nil, versionID: String? = nil
    ) {
        self.etag = etag
        self.size = size
        self.headers = headers
        self.lastModified = lastModified
        self.versionID = versionID
    }
}

/// A version of an object, or the mark that it was deleted.
package struct S3ObjectVersion: Sendable, Hashable {
    /// The key, decoded.
    package var key: String
    /// `null` for an object from before versioning.
    package var versionID: String
    /// Whether it is what a reader gets now.
    package var isLatest: Bool
    /// Whether it only marks a deletion.
    package var isDeleteMarker: Bool

    /// Makes a version.
    package init(key: String, versionID: String, isLatest: Bool, isDeleteMarker: Bool) {
        self.key = key
        self.versionID = versionID
        self.isLatest = isLatest
        self.isDeleteMarker = isDeleteMarker
    }
}

/// A multipart upload that was begun and neither completed nor aborted.
package struct S3Upload: Sendable, Hashable {
    /// The key it will have.
    package var key: String
    /// S3's id of it.
    package var uploadID: String
    /// When it was begun.
    package var initiated: Date

    /// Makes an upload.
    package init(key: String, uploadID: String, initiated: Date) {
        self.key = key
        self.uploadID = uploadID
        self.initiated = initiated
    }
}
