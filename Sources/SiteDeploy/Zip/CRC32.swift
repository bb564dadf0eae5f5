// SPDX-License-Identifier: Apache-2.0

/// The checksum of zip archives (ISO 3309, polynomial 0xEDB88320), eight bytes at a time.
struct CRC32 {
    private var state: UInt32 = 0xffff_ffff

    /// Table `k` advances a byte by `k` further bytes; they follow each other in one array.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xff)]
        }
        return tables
    }()

    /// The checksum of what was added so far.
    var value: UInt32 { ~state }

    /// Adds bytes.
    mutating func update(_ bytes: [UInt8]) {
        Self.tables.withUnsafeBufferPointer { table in
            bytes.withUnsafeBytes { buffer in
                var state = state
                var index = 0
                while index + 8 <= buffer.count {
                    let low = UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt32.self)) ^ state
                    let high = UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self))
                    let first =
                        table[7 * 256 + Int(low & 0xff)] ^ table[6 * 256 + Int(low >> 8 & 0xff)]
                        ^ table[5 * 256 + Int(low >> 16 & 0xff)] ^ table[4 * 256 + Int(low >> 24)]
                    let second =
                        table[3 * 256 + Int(high & 0xff)] ^ table[2 * 256 + Int(high >> 8 & 0xff)]
                        ^ table[256 + Int(high >> 16 & 0xff)] ^ table[Int(high >> 24)]
                    state = first ^ second
                    index += 8
                }
                while index < buffer.count {
                    state = state >> 8 ^ table[Int((state ^ UInt32(buffer[index])) & 0xff)]
                    index += 1
                }
                self.state = state
            }
        }
    }

    /// The checksum of bytes.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = CRC32()
        sum.update(bytes)
        return sum.value
    }
}
