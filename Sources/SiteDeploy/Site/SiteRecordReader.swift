// SPDX-License-Identifier: Apache-2.0

/// Reads a stored record; the form is described at `SiteRecord`.
enum SiteRecordReader {
    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// The record; `nil` when the bytes are not one of this version, whole and in order.
    static func record(in bytes: UnsafeBufferPointer<UInt8>) -> SiteRecord? {
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        var rest = bytes[...]
        guard let head = fields(ofNextLine: &rest), head.first?.elementsEqual(SiteRecord.versionLine.utf8) == true,
            head.count <= 2, head.last?.isEmpty == false
        else { return nil }
        var owner: String?
        if head.count == 2 {
            owner = text(head[1])
            if owner == nil { return nil }
        }
        var entries: [ObjectKey: SiteRecord.Entry] = [:]
        // A line has an ETag, a digest and a key: some eighty bytes.
        entries.reserveCapacity(bytes.count / 80)
        var owed: Set<ObjectKey> = []
        var last: ObjectKey?
        while !rest.isEmpty {
            guard let fields = fields(ofNextLine: &rest), fields.count == 3, let etag = text(fields[0]),
                let digest = text(fields[1]), !etag.isEmpty, !digest.isEmpty, let key = key(fields[2])
            else { return nil }
            if let last, !(last < key) { return nil }
            last = key
            if etag == "!" {
                guard digest == "-" else { return nil }
                owed.insert(key)
            } else {
                entries[key] = SiteRecord.Entry(etag: etag, headersDigest: digest == "-" ? nil : digest)
            }
        }
        return SiteRecord(entries: entries, owed: owed, owner: owner)
    }

    private static func fields(ofNextLine rest: inout Bytes) -> [Bytes]? {
        // By bytes, as a carriage return and a line feed are one character of a text.
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    }

    private static func text(_ bytes: Bytes) -> String? {
        String(validating: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self)
    }

    /// A key that is encoded as this code encodes it.
    private static func key(_ bytes: Bytes) -> ObjectKey? {
        guard !bytes.isEmpty, let encoded = text(bytes) else { return nil }
        if bytes.allSatisfy({ PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "/") }) {
            return ObjectKey(encoded)
        }
        guard let decoded = PercentEncoding.decoded(encoded),
            PercentEncoding.encoded(decoded, keeping: "/").utf8.elementsEqual(encoded.utf8)
        else { return nil }
        return ObjectKey(decoded)
    }
}
