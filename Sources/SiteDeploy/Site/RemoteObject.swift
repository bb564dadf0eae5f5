// SPDX-License-Identifier: Apache-2.0

import AWSServices

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An object as a listing of the bucket shows it (Amazon S3 API Reference, "ListObjectsV2").
package struct RemoteObject: Sendable, Hashable {
    /// The object's name.
    package let key: ObjectKey
    /// The ETag without quotes.
    package let etag: String
    /// The size in bytes.
    package let byteCount: Int64
    /// When the object was written, in whole seconds; of a multipart upload, when it began.
    package let lastModified: Date

    /// An object with all its parts; quotes around the ETag are taken off.
    package init(key: ObjectKey, etag: String, byteCount: Int64, lastModified: Date) {
        self.key = key
        self.etag = S3Object.bare(etag: etag)
        self.byteCount = byteCount
        self.lastModified = lastModified
    }
}
