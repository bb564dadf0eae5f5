// SPDX-License-Identifier: Apache-2.0

/// Makes inputs of others: bytes changed, cut out, doubled, put in, and parts of two put together. The same seed makes
/// the same inputs.
struct Mutator {
    private var state: UInt64
    private let inputs: [[UInt8]]
    /// Bytes that mean something to one of the readers.
    private static let telling =
        Array("<>&;\"'=/\\[]{}()*?!%#:-+.,|@~`$ \t\n\r0123456789abcxTZ".utf8) + [0, 127, 128, 0xC3, 0xFF]

    init(seed: UInt64, inputs: [[UInt8]]) {
        state = seed
        self.inputs = inputs
    }

    mutating func next() -> [UInt8] {
        var bytes = inputs.isEmpty ? [] : inputs[number(below: inputs.count)]
        for _ in 0...number(below: 4) {
            let start = number(below: bytes.count + 1)
            let end = min(bytes.count, start + number(below: 16))
            switch number(below: 6) {
            case 0 where start < bytes.count: bytes[start] ^= 1 << UInt8(number(below: 8))
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 3 where !inputs.isEmpty:
                let other = inputs[number(below: inputs.count)]
                bytes = Array(bytes[..<start]) + other[number(below: other.count + 1)...]
            case 4 where start < bytes.count: bytes[start] = Self.telling[number(below: Self.telling.count)]
            default: bytes.insert(Self.telling[number(below: Self.telling.count)], at: start)
            }
        }
        return bytes
    }

    /// A number from 0 (SplitMix64).
    private mutating func number(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(max(1, bound)))
    }
}
