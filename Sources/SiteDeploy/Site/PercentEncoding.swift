// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding of text (RFC 3986, section 2).
enum PercentEncoding {
    /// Letters, digits, `-`, `.`, `_` and `~`.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// `%` and two upper-case hexadecimal digits.
    static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "%0\(digits)" : "%\(digits)"
    }

    /// The text with every byte encoded but unreserved ones and those kept.
    static func encoded(_ text: some StringProtocol, keeping kept: String = "") -> String {
        // Most names need nothing.
        if text.utf8.allSatisfy({ isUnreserved($0) || kept.utf8.contains($0) }) { return String(text) }
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || kept.utf8.contains(byte) {
                result.append(byte)
            } else {
                result += escape(byte).utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The text that an encoded one stands for; `nil` when an escape is broken or the bytes are not UTF-8.
    static func decoded(_ text: some StringProtocol) -> String? {
        if !text.utf8.contains(UInt8(ascii: "%")) { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard let value = Hexadecimal.bytes(digits)?.first else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
