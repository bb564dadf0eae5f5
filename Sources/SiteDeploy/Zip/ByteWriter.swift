// SPDX-License-Identifier: Apache-2.0

/// Bytes put one after the other, integers with the lowest byte first.
struct ByteWriter {
    /// What was added so far.
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func add(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }
}
