// SPDX-License-Identifier: Apache-2.0

/// Names of DNS in the one form in which they are compared.
package enum DNSName {
    /// The name in lower case, Route 53's octal escapes decoded, without the dot at its end: `\052.Example.com.` becomes
    /// `*.example.com`.
    ///
    /// - Parameter name: A name as Route 53 or a person writes it. An escape that stands for a dot, a backslash or no
    ///   printable ASCII stays as it is, so that two names are equal only if DNS takes them for one.
    /// - Returns: The name to compare and to show; the root is the empty name.
    package static func normalized(_ name: String) -> String {
        var bytes: [UInt8] = []
        let source = Array(name.utf8)
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if let byte = escapedByte(source, at: index) {
                bytes.append(lowercased(byte))
                index += 4
            } else {
                bytes.append(lowercased(source[index]))
                index += 1
            }
        }
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The byte of an escape such as `\052`; `nil` when there is none, or one that must stay.
    private static func escapedByte(_ source: [UInt8], at index: Int) -> UInt8? {
        guard source[index] == UInt8(ascii: "\\"), index + 3 < source.count else { return nil }
        var value = 0
        for digit in source[(index + 1)...(index + 3)] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            value = value * 8 + Int(digit - UInt8(ascii: "0"))
        }
        guard (33...126).contains(value), let byte = UInt8(exactly: value), byte != UInt8(ascii: "."),
            byte != UInt8(ascii: "\\")
        else { return nil }
        return byte
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}
