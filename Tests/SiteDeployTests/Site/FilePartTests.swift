// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@testable import SiteDeploy

@Suite struct FilePartTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private static let bytes = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

    private func file() async throws -> LocalFile {
        try folder.write("film.mp4", bytes: Self.bytes)
        return try #require(try await SiteScanner(folder: folder.path).scan().files.first)
    }

    @Test(arguments: [0..<500_000, 0..<1, 131_072..<262_144, 131_000..<400_001, 499_999..<500_000])
    func aRangeIsReadAsItIsAndHashedAsItIsSent(range: Range<Int>) async throws {
        let part = try FilePart(of: await file(), Int64(range.lowerBound)..<Int64(range.upperBound))
        #expect(part.byteCount == range.count)
        #expect(try part.sha256() == Hexadecimal.text(SHA256.hash(data: Self.bytes[range])))
        let piece = 100_000
        var read: [UInt8] = []
        for offset in stride(from: 0, to: range.count, by: piece) {
            var memory = [UInt8](repeating: 0, count: min(piece, range.count - offset))
            try memory.withUnsafeMutableBytes { try part.read(into: $0, at: offset) }
            read += memory
        }
        #expect(read == Array(Self.bytes[range]))
    }

    @Test func aFileThatIsShorterNowIsNotSentToItsEnd() async throws {
        let part = try FilePart(of: await file(), 0..<500_000)
        _ = try part.sha256()
        try folder.write("film.mp4", bytes: Array(Self.bytes.dropLast()))
        #expect(throws: SiteFileError.changedSinceScan(path: "\(folder.path)/film.mp4")) {
            var memory = [UInt8](repeating: 0, count: 500_000)
            try memory.withUnsafeMutableBytes { try part.read(into: $0, at: 0) }
        }
    }

    @Test func aFileThatIsGoneIsNamed() async throws {
        let file = try await file()
        try folder.remove("film.mp4")
        #expect(throws: SiteFileError.unreadable(path: file.path, reason: "No such file or directory")) {
            _ = try FilePart(of: file, 0..<1)
        }
    }
}
