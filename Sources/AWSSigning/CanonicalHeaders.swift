// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The headers to sign: names in lower case, values without needless space, sorted by name. Equal names stay in order.
///
/// All of it stands in one text, so that a header costs no memory of its own.
struct CanonicalHeaders: ~Copyable {
    private struct Field {
        var start: Int
        var nameEnd: Int
        var end: Int
    }

    private var text: ByteText
    private var fields: [Field] = []

    /// - Parameters:
    ///   - request: The request; of its headers, the ones that are never signed are passed over.
    ///   - added: Headers that the signer sends too, their names in lower case. They win over the request's own.
    init(_ request: SigningRequest, added: [HeaderField]) {
        text = ByteText(capacity: 1024)
        fields.reserveCapacity(request.headers.count + added.count + 1)
        append("host", request.host)
        for header in added { append(header.name, header.value) }
        let known = fields.count
        for header in request.headers { append(header.name, header.value, besides: known) }
        sort()
    }

    /// Appends a header. After the first `known` ones no header of theirs comes again, and none that is never signed.
    private mutating func append(_ name: String, _ value: String, besides known: Int = 0) {
        let start = text.count
        text.append(name)
        let middle = text.count
        text.change(start..<middle) { name in
            for index in name.indices where name[index] &- UInt8(ascii: "A") < 26 { name[index] |= 0x20 }
        }
        if known > 0, isLeftOut(Field(start: start, nameEnd: middle, end: middle), besides: known) {
            text.shorten(to: start)
            return
        }
        appendTrimmed(value)
        fields.append(Field(start: start, nameEnd: middle, end: text.count))
    }

    private func isLeftOut(_ field: Field, besides known: Int) -> Bool {
        let bytes = text.bytes
        if NeverSignedHeaders.contains(UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.nameEnd])) {
            return true
        }
        // The first one is the host, which is never signed anyway.
        return fields[1..<known].contains { Self.compare(bytes, $0, field) == 0 }
    }

    /// By insertion: there are about ten.
    private mutating func sort() {
        let bytes = text.bytes
        fields.withUnsafeMutableBufferPointer { fields in
            for end in fields.indices.dropFirst() {
                let field = fields[end]
                var index = end
                while index > 0, Self.compare(bytes, field, fields[index - 1]) < 0 {
                    fields[index] = fields[index - 1]
                    index -= 1
                }
                fields[index] = field
            }
        }
    }

    /// Writes a line for each name, its values joined by commas.
    func appendLines(to result: inout ByteText) {
        let bytes = text.bytes
        var previous: Field?
        for field in fields {
            if let previous, Self.compare(bytes, field, previous) == 0 {
                result.append(UInt8(ascii: ","))
            } else {
                if previous != nil { result.append(UInt8(ascii: "\n")) }
                result.append(UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.nameEnd]))
                result.append(UInt8(ascii: ":"))
            }
            previous = field
            result.append(UnsafeRawBufferPointer(rebasing: bytes[field.nameEnd..<field.end]))
        }
        result.append(UInt8(ascii: "\n"))
    }

    /// Writes the names, each once, joined by `;`.
    func appendNames(to result: inout ByteText) {
        let bytes = text.bytes
        var previous: Field?
        for field in fields {
            if let previous {
                if Self.compare(bytes, field, previous) == 0 { continue }
                result.append(UInt8(ascii: ";"))
            }
            previous = field
            result.append(UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.nameEnd]))
        }
    }

    /// Negative, zero or positive: by the bytes of the names, a name before all longer ones that begin with it.
    @inline(__always)
    private static func compare(_ bytes: UnsafeRawBufferPointer, _ left: Field, _ right: Field) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let (leftCount, rightCount) = (left.nameEnd - left.start, right.nameEnd - right.start)
        let order = memcmp(base + left.start, base + right.start, min(leftCount, rightCount))
        return order != 0 ? Int(order) : leftCount - rightCount
    }

    /// Appends a value without white space at its ends and with single spaces for the runs within.
    private mutating func appendTrimmed(_ value: String) {
        let start = text.count
        text.append(value)
        if Self.isTrimmed(UnsafeRawBufferPointer(rebasing: text.bytes[start...])) { return }
        text.shorten(to: start)
        var spaceIsDue = false
        for byte in value.utf8 {
            if Self.isSpace(byte) {
                spaceIsDue = text.count > start
            } else {
                if spaceIsDue { text.append(32) }
                spaceIsDue = false
                text.append(byte)
            }
        }
    }

    /// Whether there is nothing to trim, which is so for nearly all values.
    private static func isTrimmed(_ value: UnsafeRawBufferPointer) -> Bool {
        var previous: UInt8 = 32
        for byte in value {
            if byte <= 32, isSpace(byte), byte != 32 || previous == 32 { return false }
            previous = byte
        }
        return previous != 32
    }

    /// Space, and tab to carriage return.
    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || (9...13).contains(byte)
    }
}
