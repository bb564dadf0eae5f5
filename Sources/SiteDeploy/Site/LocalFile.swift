// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A file of the site as it is on disk.
///
/// A class, because each of a hundred thousand files is in several lists at a time.
package final class LocalFile: Sendable, Hashable {
    /// The object it becomes.
    package let key: ObjectKey
    /// The path to read it from.
    package let path: String
    /// The size in bytes.
    package let byteCount: Int64
    /// MD5 of the bytes, 32 hexadecimal digits; also the ETag of an object that was sent or copied in one piece.
    package let md5: String
    /// MD5 of each part, 16 bytes each, when the file is sent in parts; else empty.
    package let partMD5s: [[UInt8]]
    /// The headers to store with it.
    package let headers: ObjectHeaders
    /// Set when the bytes are not hashed, so that the hashes are empty: the state of the file when it was found. Its
    /// size alone tells that the bucket does not have it.
    package let unhashed: FileStamp?
    /// The headers' `ObjectHeaders.digest`.
    package let headersDigest: String

    /// A file with all its parts; the digest of the headers is worked out when it is not given.
    package init(
        key: ObjectKey, path: String, byteCount: Int64, md5: String, partMD5s: [[UInt8]] = [],
        headers: ObjectHeaders, headersDigest: String? = nil, unhashed: FileStamp? = nil
    ) {
        self.key = key
        self.path = path
        self.byteCount = byteCount
        self.md5 = md5
        self.partMD5s = partMD5s
        self.headers = headers
        self.unhashed = unhashed
        self.headersDigest = headersDigest ?? headers.digest
    }

    package static func == (left: LocalFile, right: LocalFile) -> Bool {
        left === right
            || left.key == right.key && left.path == right.path && left.byteCount == right.byteCount
                && left.md5 == right.md5 && left.partMD5s == right.partMD5s && left.headers == right.headers
                && left.unhashed == right.unhashed && left.headersDigest == right.headersDigest
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(md5)
    }

    /// How the file is cut into parts; `nil` when it is sent in one piece.
    package var layout: MultipartLayout? { MultipartLayout(byteCount: byteCount) }

    /// The ETag, without quotes, that an upload of the file gets; empty when it is not known.
    ///
    /// For parts it is the MD5 of all parts' MD5s and the number of parts (Amazon S3 User Guide, "Checking object
    /// integrity").
    package var etag: String {
        guard layout != nil, unhashed == nil else { return md5 }
        var hash = Insecure.MD5()
        for part in partMD5s { hash.update(data: part) }
        return "\(Hexadecimal.text(hash.finalize()))-\(partMD5s.count)"
    }

    /// Whether an object with this ETag and size has the file's bytes.
    ///
    /// A large object that was copied in place in one request has the plain MD5, so both forms count.
    package func hasBytes(ofETag other: String, byteCount otherByteCount: Int64) -> Bool {
        unhashed == nil && byteCount == otherByteCount && (other == md5 || other == etag)
    }
}
