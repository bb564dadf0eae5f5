// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Writes a hash as 64 lower-case hexadecimal digits.
func hexString(_ digest: SHA256.Digest) -> String {
    var text = ByteText(capacity: 64)
    appendHex(digest, to: &text)
    return text.string
}

/// Appends a hash as 64 lower-case hexadecimal digits.
func appendHex(_ digest: SHA256.Digest, to text: inout ByteText) {
    digest.withUnsafeBytes { bytes in
        text.append(count: bytes.count * 2) { digits in
            for index in bytes.indices {
                digits[index &* 2] = lowerHexDigit(bytes[index] >> 4)
                digits[index &* 2 &+ 1] = lowerHexDigit(bytes[index] & 15)
            }
        }
    }
}

/// The lower-case hexadecimal digit of a number from 0 to 15.
@inline(__always)
package func lowerHexDigit(_ nibble: UInt8) -> UInt8 {
    // 39 is the way from the digit after 9 to "a".
    nibble &+ UInt8(ascii: "0") &+ (nibble > 9 ? 39 : 0)
}
