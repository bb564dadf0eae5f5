// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning

/// The id of a call, the same for all of its attempts, so that AWS can tell a retry from another call.
enum InvocationID {
    /// A random UUID (RFC 9562, version 4) in lower case.
    static func random() -> String {
        let high = UInt64.random(in: 0...UInt64.max) & ~0xF000 | 0x4000
        let low = UInt64.random(in: 0...UInt64.max) & ~(3 << 62) | 1 << 63
        return String(unsafeUninitializedCapacity: 36) { text in
            var index = 0
            for (word, hyphens) in [(high, [8, 12]), (low, [0, 4])] {
                for digit in 0..<16 {
                    if hyphens.contains(digit) {
                        text.initializeElement(at: index, to: UInt8(ascii: "-"))
                        index += 1
                    }
                    let nibble = UInt8(word >> UInt64(60 - 4 * digit) & 15)
                    text.initializeElement(at: index, to: lowerHexDigit(nibble))
                    index += 1
                }
            }
            return index
        }
    }
}
