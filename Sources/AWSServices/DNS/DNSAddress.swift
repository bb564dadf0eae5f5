// SPDX-License-Identifier: Apache-2.0

/// IP addresses as DNS has them: 4 or 16 bytes.
package enum DNSAddress {
    /// The address as people write it: `192.0.2.1`, or RFC 5952's form of an IPv6 address.
    ///
    /// - Parameter bytes: 4 or 16 bytes; of any other count just the bytes are shown.
    /// - Returns: The text.
    package static func text(_ bytes: [UInt8]) -> String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        // The longest run of two or more zero groups, the first of several.
        var best = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > max(best.count, 1) { best = start..<index }
            start = index + 1
        }
        let words = groups.map { String($0, radix: 16) }
        guard !best.isEmpty else { return words.joined(separator: ":") }
        return words[..<best.lowerBound].joined(separator: ":") + "::"
            + words[best.upperBound...].joined(separator: ":")
    }

    /// The name under which the name of an address is found: `1.2.0.192.in-addr.arpa`.
    ///
    /// - Parameter bytes: 4 or 16 bytes.
    /// - Returns: The name, `nil` for any other count of bytes.
    package static func reverseName(_ bytes: [UInt8]) -> String? {
        switch bytes.count {
        case 4:
            return bytes.reversed().map(String.init).joined(separator: ".") + ".in-addr.arpa"
        case 16:
            let digits = bytes.reversed().flatMap { [$0 & 15, $0 >> 4] }.map { String($0, radix: 16) }
            return digits.joined(separator: ".") + ".ip6.arpa"
        default:
            return nil
        }
    }
}
