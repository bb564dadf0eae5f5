// SPDX-License-Identifier: Apache-2.0

/// Text that is put together byte by byte: an array of bytes that is never shared, so that appending costs no more than
/// the copy.
struct ByteText: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer
    /// How many bytes there are.
    private(set) var count = 0

    /// An empty text with room for so many bytes; it grows when they are not enough.
    init(capacity: Int) {
        memory = .allocate(byteCount: max(64, capacity), alignment: 1)
    }

    deinit {
        memory.deallocate()
    }

    /// All bytes; not to be kept.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    /// Gives the bytes of a range to be changed.
    mutating func change(_ range: Range<Int>, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        body(UnsafeMutableRawBufferPointer(rebasing: memory[..<count][range]))
    }

    /// Takes bytes off the end.
    mutating func shorten(to count: Int) {
        self.count = min(self.count, max(0, count))
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == memory.count { grow(by: 1) }
        memory[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if count + bytes.count > memory.count { grow(by: bytes.count) }
        if let start = bytes.baseAddress, let end = memory.baseAddress {
            (end + count).copyMemory(from: start, byteCount: bytes.count)
        }
        count += bytes.count
    }

    @inline(__always)
    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends so many bytes, which `body` writes.
    @inline(__always)
    mutating func append(count more: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        if count + more > memory.count { grow(by: more) }
        body(UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + more]))
        count += more
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// The text, which is UTF-8.
    var string: String { String(decoding: bytes, as: UTF8.self) }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: (count + more) * 2, alignment: 1)
        larger.copyMemory(from: bytes)
        memory.deallocate()
        memory = larger
    }
}
