// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding as Signature Version 4 demands it: every byte of the UTF-8 but letters, digits, `-`, `.`, `_` and
/// `~` becomes `%XX` in capitals. A space is `%20`, never `+`.
///
/// AWS reference: AWS Identity and Access Management User Guide, "Create a signed AWS API request", `UriEncode()`.
package enum PercentEncoding {
    /// Encodes a query name, a query value or one segment of a path; `/` is encoded too.
    ///
    /// - Parameter text: Text in the clear.
    /// - Returns: The encoded text.
    package static func encode(_ text: String) -> String {
        encode(text, keepingSlash: false)
    }

    /// Encodes a path, such as an S3 key; `/` is kept.
    ///
    /// - Parameter text: The path in the clear.
    /// - Returns: The encoded path. A leading `/` is not added.
    package static func path(_ text: String) -> String {
        encode(text, keepingSlash: true)
    }

    /// Writes a query string in the order given. Its names and values have the same bytes as in the signature.
    ///
    /// - Parameter items: The parameters, not encoded.
    /// - Returns: `a=1&b=&c`, where `b` is an empty value and `c` a bare name; empty without parameters.
    package static func query(_ items: [QueryItem]) -> String {
        var bytes: [UInt8] = []
        for item in items {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            append(item.name, keepingSlash: false, to: &bytes)
            guard let value = item.value else { continue }
            bytes.append(UInt8(ascii: "="))
            append(value, keepingSlash: false, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func encode(_ text: String, keepingSlash: Bool) -> String {
        if isPlain(text, keepingSlash: keepingSlash) { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3)
        append(text, keepingSlash: keepingSlash, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ text: String, keepingSlash: Bool) -> Bool {
        text.utf8.allSatisfy { isUnreserved($0) || (keepingSlash && $0 == UInt8(ascii: "/")) }
    }

    static func append(_ text: String, keepingSlash: Bool, to bytes: inout [UInt8]) {
        for byte in text.utf8 { append(byte, keepingSlash: keepingSlash, to: &bytes) }
    }

    @inline(__always)
    static func append(_ byte: UInt8, keepingSlash: Bool, to bytes: inout [UInt8]) {
        if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
            bytes.append(byte)
        } else {
            bytes.append(UInt8(ascii: "%"))
            bytes.append(upperHexDigit(byte >> 4))
            bytes.append(upperHexDigit(byte & 15))
        }
    }

    @inline(__always)
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    @inline(__always)
    private static func upperHexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
    }
}
