// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What of a body is still to be sent in an attempt.
struct UnsentBody {
    /// The rest of a body in memory; of another the memory that its pieces are read into.
    private var memory: ByteBuffer
    private let source: (any HTTPBodySource)?
    private let byteCount: Int
    private var offset = 0

    /// Nothing.
    init() { self.init(HTTPBody()) }

    /// All of a body.
    init(_ body: HTTPBody) {
        memory = body.buffer
        source = body.source
        byteCount = body.count
    }

    /// How many bytes are left.
    var count: Int { byteCount - offset }

    /// Takes the next bytes.
    ///
    /// - Parameter limit: The most that are wanted.
    /// - Returns: As many bytes; fewer at the end.
    /// - Throws: `HTTPBodyFailure` when they cannot be read.
    mutating func next(_ limit: Int) throws(HTTPBodyFailure) -> ByteBuffer {
        let count = min(limit, count)
        defer { offset += count }
        guard let source else { return memory.readSlice(length: count) ?? ByteBuffer() }
        // The memory of the last piece, unless the network still has it.
        memory.clear(minimumCapacity: count)
        do {
            _ = try memory.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]), at: offset)
                return count
            }
        } catch {
            throw HTTPBodyFailure(reason: error)
        }
        return memory
    }
}

/// A body piece by piece, for a library that asks for them.
struct HTTPBodyPieces: AsyncSequence, Sendable {
    let body: HTTPBody

    struct AsyncIterator: AsyncIteratorProtocol {
        var unsent: UnsentBody

        mutating func next() async throws -> ByteBuffer? {
            unsent.count > 0 ? try unsent.next(HTTPConnection.pieceSize) : nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(unsent: UnsentBody(body)) }
}
