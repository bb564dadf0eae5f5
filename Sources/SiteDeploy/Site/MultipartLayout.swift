// SPDX-License-Identifier: Apache-2.0

/// How a large file is cut into parts for S3's multipart upload.
///
/// S3's ETag of such an object depends on where the cuts are. They follow from the size alone, so the ETag can be
/// foretold from the file and compared with the listing, without anything remembered.
package struct MultipartLayout: Sendable, Hashable {
    /// The size of the file in bytes.
    package let byteCount: Int64
    /// The size of every part but the last: 16 MiB, doubled until 10,000 parts are enough.
    package let partByteCount: Int64

    /// Files up to this size are sent in one piece.
    package static let largestSinglePut: Int64 = 64 << 20
    /// The most parts that S3 takes (Amazon S3 User Guide, "Amazon S3 multipart upload limits").
    package static let mostParts: Int64 = 10_000

    /// The cuts for a file; `nil` when it is small enough for one piece.
    package init?(byteCount: Int64) {
        guard byteCount > Self.largestSinglePut else { return nil }
        self.byteCount = byteCount
        var size: Int64 = 16 << 20
        while (byteCount - 1) / size + 1 > Self.mostParts { size *= 2 }
        partByteCount = size
    }

    /// The number of parts.
    package var partCount: Int { Int((byteCount - 1) / partByteCount + 1) }

    /// The offset and the size of a part, which are counted from 0.
    package func range(ofPart index: Int) -> Range<Int64> {
        let start = Int64(index) * partByteCount
        return start..<min(start + partByteCount, byteCount)
    }
}
