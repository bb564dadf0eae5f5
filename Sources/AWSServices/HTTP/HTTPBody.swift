// SPDX-License-Identifier: Apache-2.0

package import AWSSigning
internal import NIOCore

/// The body of a request: bytes in memory that are never copied on their way to the network, or bytes that are read while
/// they are sent. Every attempt can send them again.
package struct HTTPBody: Sendable, Hashable {
    /// The bytes as the HTTP library takes them; none when there is a source.
    private(set) var buffer: ByteBuffer

    /// Where the bytes are read from; `nil` when they are in memory.
    let source: (any HTTPBodySource)?

    /// Told how much is sent, if somebody wants to know; two bodies may be equal without it.
    package var progress: HTTPBodyProgress?

    /// No bytes.
    package init() { self.init([]) }

    /// Copies bytes.
    package init(_ bytes: [UInt8]) {
        buffer = bytes.isEmpty ? ByteBuffer() : ByteBuffer(bytes: bytes)
        source = nil
    }

    /// A body that is read while it is sent. Whoever sends it gives its hash along.
    package init(_ source: any HTTPBodySource) {
        buffer = ByteBuffer()
        self.source = source
    }

    /// Has other bytes written in place of these, as when a file is read, in the same memory if nobody else has it.
    ///
    /// - Parameters:
    ///   - capacity: The most bytes that there will be.
    ///   - write: Writes the bytes to the start of the memory, which holds anything, and returns their number.
    /// - Throws: What `write` throws; there are no bytes then.
    package mutating func replace(
        capacity: Int, _ write: (UnsafeMutableRawBufferPointer) throws -> Int
    ) rethrows {
        buffer.clear(minimumCapacity: capacity)
        _ = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: capacity) { memory in
            min(capacity, max(0, try write(UnsafeMutableRawBufferPointer(rebasing: memory[..<capacity]))))
        }
    }

    /// The number of bytes.
    package var count: Int { source?.byteCount ?? buffer.readableBytes }

    /// Whether there are no bytes.
    package var isEmpty: Bool { count == 0 }

    /// Whether they are so many that they are sent in pieces, and `progress` is told of each; of others nothing.
    package var isSentInPieces: Bool { count > HTTPConnection.pieceSize }

    /// A copy of the bytes in memory; none of a body that is read while it is sent.
    package var bytes: [UInt8] { Array(buffer.readableBytesView) }

    /// A copy of all bytes, wherever they are.
    ///
    /// - Throws: What the source throws.
    package func read() throws -> [UInt8] {
        guard let source else { return bytes }
        return try [UInt8](unsafeUninitializedCapacity: source.byteCount) { memory, count in
            try source.read(into: UnsafeMutableRawBufferPointer(memory), at: 0)
            count = source.byteCount
        }
    }

    /// What a signature says of the bytes. A body that is read while it is sent is not covered by one, unless its sender
    /// knows its hash.
    package var payloadHash: PayloadHash {
        source == nil ? buffer.withUnsafeReadableBytes { .sha256(of: $0) } : .unsigned
    }

    package static func == (left: HTTPBody, right: HTTPBody) -> Bool {
        left.buffer == right.buffer && left.source === right.source
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(buffer)
        hasher.combine(source.map { ObjectIdentifier($0) })
    }
}
