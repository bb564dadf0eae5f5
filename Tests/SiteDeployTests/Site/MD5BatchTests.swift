// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@testable import SiteDeploy

@Suite struct MD5BatchTests {
    private static func digests(of pieces: [[UInt8]]) -> [String] {
        // One after the other in memory, as small files are, so that most begin at odd addresses.
        let all = pieces.flatMap { $0 }
        return all.withUnsafeBytes { memory in
            var start = 0
            let parts = pieces.map { piece in
                defer { start += piece.count }
                return UnsafeRawBufferPointer(rebasing: memory[start..<start + piece.count])
            }
            return MD5Batch.digests(of: parts)
        }
    }

    private static func expected(_ pieces: [[UInt8]]) -> [String] {
        pieces.map { Hexadecimal.text(Insecure.MD5.hash(data: $0)) }
    }

    @Test func everyLengthAroundABlockIsHashed() {
        let pieces = (0...200).map { length in (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) } }
        #expect(Self.digests(of: pieces) == Self.expected(pieces))
        #expect(Self.digests(of: []) == [])
    }

    @Test(arguments: 0..<40)
    func anyNumberOfPiecesIsHashed(count: Int) {
        var random = SplitMix(seed: count)
        let pieces = (0..<count).map { _ in
            (0..<[0, 1, 63, 64, 65, 700, 2000][Int.random(in: 0..<7, using: &random)]).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        }
        #expect(Self.digests(of: pieces) == Self.expected(pieces))
    }
}
