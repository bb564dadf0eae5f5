// SPDX-License-Identifier: Apache-2.0

/// Writes a record, line by line; the form is described at `SiteRecord`. Keys come in the order of their bytes.
struct SiteRecordWriter {
    private(set) var bytes: [UInt8]

    init(owner: String? = nil) {
        bytes = Array(SiteRecord.versionLine.utf8)
        if let owner { bytes += [UInt8(ascii: "\t")] + Array(owner.utf8) }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A settled object.
    mutating func add(_ key: ObjectKey, etag: String, headersDigest: String?) {
        append(etag)
        bytes.append(UInt8(ascii: "\t"))
        append(headersDigest ?? "-")
        bytes.append(UInt8(ascii: "\t"))
        append(PercentEncoding.encoded(key.string, keeping: "/"))
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A key of which a cache may have an old copy.
    mutating func addOwed(_ key: ObjectKey) {
        add(key, etag: "!", headersDigest: nil)
    }

    private mutating func append(_ text: String) {
        // As one piece of memory, not byte by byte.
        if text.utf8.withContiguousStorageIfAvailable({ bytes.append(contentsOf: $0) }) == nil { bytes += text.utf8 }
    }
}
