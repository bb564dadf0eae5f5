// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The body of a request: bytes in memory that are never copied on their way to the network, so every attempt can send
/// them again.
package struct HTTPBody: Sendable, Hashable {
    /// The bytes as the HTTP library takes them.
    private(set) var buffer: ByteBuffer

    /// Told how much is sent, if somebody wants to know; two bodies may be equal without it.
    package var progress: HTTPBodyProgress?

    /// No bytes.
    package init() {
        buffer = ByteBuffer()
    }

    /// Copies bytes.
    package init(_ bytes: [UInt8]) {
        buffer = bytes.isEmpty ? ByteBuffer() : ByteBuffer(bytes: bytes)
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
    package var count: Int { buffer.readableBytes }

    /// Whether there are no bytes.
    package var isEmpty: Bool { count == 0 }

    /// Whether they are so many that they are sent in pieces, and `progress` is told of each; of others nothing.
    package var isSentInPieces: Bool { count > HTTPConnection.pieceSize(of: count) }

    /// A copy of the bytes.
    package var bytes: [UInt8] { Array(buffer.readableBytesView) }

    /// Looks at the bytes where they are.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try buffer.withUnsafeReadableBytes(body)
    }

    package static func == (left: HTTPBody, right: HTTPBody) -> Bool { left.buffer == right.buffer }

    package func hash(into hasher: inout Hasher) { hasher.combine(buffer) }
}
