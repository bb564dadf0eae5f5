// SPDX-License-Identifier: Apache-2.0

/// Writes bytes as lower-case hexadecimal digits.
func hexString(_ bytes: some Sequence<UInt8>) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(64)
    appendHex(bytes, to: &digits)
    return String(decoding: digits, as: UTF8.self)
}

/// Appends bytes as lower-case hexadecimal digits.
func appendHex(_ bytes: some Sequence<UInt8>, to digits: inout [UInt8]) {
    for byte in bytes {
        digits.append(lowerHexDigit(byte >> 4))
        digits.append(lowerHexDigit(byte & 15))
    }
}

private func lowerHexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
}
