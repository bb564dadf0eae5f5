// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Writes a hash as 64 lower-case hexadecimal digits.
func hexString(_ digest: SHA256.Digest) -> String {
    digest.withUnsafeBytes { bytes in
        String(unsafeUninitializedCapacity: bytes.count * 2) { digits in
            for (index, byte) in bytes.enumerated() {
                digits[index * 2] = lowerHexDigit(byte >> 4)
                digits[index * 2 + 1] = lowerHexDigit(byte & 15)
            }
            return bytes.count * 2
        }
    }
}

private func lowerHexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
}
