// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Writes a hash as 64 lower-case hexadecimal digits.
func hexString(_ digest: SHA256.Digest) -> String {
    digest.withUnsafeBytes { bytes in
        String(unsafeUninitializedCapacity: bytes.count * 2) { digits in
            for (index, byte) in bytes.enumerated() {
                digits.initializeElement(at: index * 2, to: lowerHexDigit(byte >> 4))
                digits.initializeElement(at: index * 2 + 1, to: lowerHexDigit(byte & 15))
            }
            return bytes.count * 2
        }
    }
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

@inline(__always)
private func lowerHexDigit(_ nibble: UInt8) -> UInt8 {
    // 39 is the way from the digit after 9 to "a".
    nibble &+ UInt8(ascii: "0") &+ (nibble > 9 ? 39 : 0)
}
