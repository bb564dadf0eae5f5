// SPDX-License-Identifier: Apache-2.0

import Crypto

/// MD5 of many small pieces of memory.
enum MD5Batch {
    /// With fewer pieces one after the other is as fast.
    private static let fewestForLanes = 4

    /// The digests in the order of the pieces, in hexadecimal.
    static func digests(of pieces: [UnsafeRawBufferPointer]) -> [String] {
        if pieces.count < fewestForLanes {
            return pieces.map { piece in
                var md5 = Insecure.MD5()
                md5.update(bufferPointer: piece)
                return Hexadecimal.text(md5.finalize())
            }
        }
        var schedule = Schedule(pieces)
        return schedule.run()
    }

    /// What a lane is at.
    private struct Lane {
        /// The piece that it hashes.
        var piece = 0
        var position: UnsafeRawPointer
        /// Blocks from the position on, before something else follows.
        var blockCount = 0
        /// Whether the position is in the last blocks, which have the padding.
        var isAtTail = false
        var isIdle = false
    }

    /// Gives each lane that is done the next piece.
    private struct Schedule {
        private static let tailByteCount = 128

        private let pieces: [UnsafeRawBufferPointer]
        private var digests: [String]
        private var next = 0

        init(_ pieces: [UnsafeRawBufferPointer]) {
            self.pieces = pieces
            digests = Array(repeating: "", count: pieces.count)
        }

        mutating func run() -> [String] {
            withUnsafeTemporaryAllocation(byteCount: MD5Lanes.count * Self.tailByteCount, alignment: 64) { tails in
                guard let memory = tails.baseAddress else { return }
                var hash = MD5Lanes()
                var lanes = [Lane](repeating: Lane(position: UnsafeRawPointer(memory)), count: MD5Lanes.count)
                for index in lanes.indices {
                    begin(&lanes[index], tail: memory + index * Self.tailByteCount)
                }
                while let count = lanes.lazy.filter({ !$0.isIdle }).map(\.blockCount).min() {
                    Self.hash(count, &lanes, &hash)
                    for index in lanes.indices where !lanes[index].isIdle && lanes[index].blockCount == 0 {
                        let tail = memory + index * Self.tailByteCount
                        if lanes[index].isAtTail {
                            digests[lanes[index].piece] = hash.digest(index)
                            hash.reset(index)
                            begin(&lanes[index], tail: tail)
                        } else {
                            pad(&lanes[index], tail: tail)
                        }
                    }
                }
            }
            return digests
        }

        /// Goes on in all lanes. One that is idle does what another does, and nobody looks at it.
        private static func hash(_ count: Int, _ lanes: inout [Lane], _ hash: inout MD5Lanes) {
            guard count > 0, let busy = lanes.first(where: { !$0.isIdle })?.position else { return }
            withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: MD5Lanes.count) { starts in
                for index in lanes.indices {
                    starts.initializeElement(at: index, to: lanes[index].isIdle ? busy : lanes[index].position)
                }
                if let start = starts.baseAddress { hash.hash(count, from: start) }
            }
            for index in lanes.indices where !lanes[index].isIdle {
                lanes[index].position += count * 64
                lanes[index].blockCount -= count
            }
        }

        /// Gives a lane the next piece, if there is one.
        private mutating func begin(_ lane: inout Lane, tail: UnsafeMutableRawPointer) {
            guard next < pieces.count else {
                lane.isIdle = true
                return
            }
            lane.piece = next
            lane.isAtTail = false
            lane.blockCount = pieces[next].count / 64
            lane.position = pieces[next].baseAddress ?? UnsafeRawPointer(tail)
            next += 1
            if lane.blockCount == 0 { pad(&lane, tail: tail) }
        }

        /// Goes on with what is left of the piece, a bit, zeros, and the number of bits (RFC 1321, sections 3.1, 3.2).
        private func pad(_ lane: inout Lane, tail: UnsafeMutableRawPointer) {
            let piece = pieces[lane.piece]
            let rest = UnsafeRawBufferPointer(rebasing: piece[(piece.count / 64 * 64)...])
            let byteCount = rest.count < 56 ? 64 : 128
            let memory = UnsafeMutableRawBufferPointer(start: tail, count: byteCount)
            memory.initializeMemory(as: UInt8.self, repeating: 0)
            memory.copyMemory(from: rest)
            memory[rest.count] = 0x80
            memory.storeBytes(
                of: (UInt64(piece.count) &* 8).littleEndian, toByteOffset: byteCount - 8, as: UInt64.self)
            lane.position = UnsafeRawPointer(tail)
            lane.blockCount = byteCount / 64
            lane.isAtTail = true
        }
    }
}
