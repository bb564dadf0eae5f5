// SPDX-License-Identifier: Apache-2.0

/// One file that is not in the bucket as it should be.
package struct SiteFileChange: Sendable, Hashable {
    /// What is different.
    package enum Kind: Sendable, Hashable {
        /// The bucket has no such object.
        case new
        /// The object has other bytes.
        case changed(byteCountBefore: Int64)
        /// The bytes are right but the headers are not. `before` is `nil` when only their digest is known.
        indirect case headers(before: ObjectHeaders?, etag: String)
    }

    /// The file as it should be.
    package let file: LocalFile
    /// When it is sent.
    package let phase: SitePhase
    /// What is different.
    package let kind: Kind

    /// The largest object that S3 copies in one request (Amazon S3 API Reference, "CopyObject").
    private static let largestCopy: Int64 = 5 << 30

    /// Whether the bytes are sent; else the object is copied onto itself with its new headers.
    package var isUpload: Bool {
        if case .headers = kind { file.byteCount > Self.largestCopy } else { true }
    }

    /// The ETag to expect: a copy in one request has the plain MD5, however the object was sent.
    var expectedETag: String { isUpload ? file.etag : file.md5 }

    /// The headers that change, old and new value, sorted by name; empty when the old ones are not known.
    package var changedHeaders: [(name: String, old: String?, new: String?)] {
        guard case .headers(let before?, _) = kind else { return [] }
        let old = Dictionary(uniqueKeysWithValues: before.fields.map { ($0.name, $0.value) })
        let new = Dictionary(uniqueKeysWithValues: file.headers.fields.map { ($0.name, $0.value) })
        return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { ($0, old[$0], new[$0]) }
    }
}
