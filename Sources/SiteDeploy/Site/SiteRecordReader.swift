// SPDX-License-Identifier: Apache-2.0

/// Reads a stored record; the form is described at `SiteRecord`.
enum SiteRecordReader {
    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// The record; `nil` when the bytes are not one of this version, whole and in order.
    static func record(in bytes: UnsafeBufferPointer<UInt8>) -> SiteRecord? {
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        var rest = bytes[...]
        var head = line(&rest)
        guard let version = field(&head), version.elementsEqual(SiteRecord.versionLine.utf8) else { return nil }
        var owner: String?
        if let bytes = field(&head) {
            guard let name = text(bytes), !name.isEmpty, field(&head) == nil else { return nil }
            owner = name
        }
        var entries: [KeyMap<SiteRecord.Entry>.Element] = []
        // A line has an ETag, a digest and a key: some eighty bytes.
        entries.reserveCapacity(bytes.count / 80)
        var owed: Set<ObjectKey> = []
        var last: ObjectKey?
        while !rest.isEmpty {
            var fields = line(&rest)
            guard let etag = field(&fields).flatMap(text), let digest = field(&fields).flatMap(text), !etag.isEmpty,
                !digest.isEmpty, let key = field(&fields).flatMap(key), field(&fields) == nil
            else { return nil }
            if let last, !(last < key) { return nil }
            last = key
            if etag == "!" {
                guard digest == "-" else { return nil }
                owed.insert(key)
            } else {
                let entry = SiteRecord.Entry(etag: etag, headersDigest: digest == "-" ? nil : digest)
                entries.append(KeyMap.Element(key, entry))
            }
        }
        return SiteRecord(entries: KeyMap(entries), owed: owed, owner: owner)
    }

    /// The next line; `nil` when there is none. By bytes, as a carriage return and a line feed are one character of a
    /// text.
    private static func line(_ rest: inout Bytes) -> Bytes? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    /// The next field of a line; `nil` when there is none.
    private static func field(_ line: inout Bytes?) -> Bytes? {
        guard let rest = line else { return nil }
        guard let end = rest.firstIndex(of: UInt8(ascii: "\t")) else {
            line = nil
            return rest
        }
        line = rest[(end + 1)...]
        return rest[..<end]
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
