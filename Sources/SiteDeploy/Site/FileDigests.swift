// SPDX-License-Identifier: Apache-2.0

import Crypto

/// What hashing a file once gives.
struct FileDigests: Sendable, Hashable {
    /// The state of the file that was hashed.
    let stamp: FileStamp
    /// MD5 of the whole file, in hexadecimal.
    let md5: String
    /// SHA-256 of the whole file, in hexadecimal.
    let sha256: String
    /// MD5 of each part of a file that is sent in parts, 16 bytes each; empty for a file sent in one piece.
    let partMD5s: [[UInt8]]
    /// The secret that the file begins with, such as a private key; `nil` when it is none.
    let secret: SecretContent?

    private static let chunkByteCount = 1 << 18

    /// Reads and hashes a file in chunks.
    ///
    /// - Parameters:
    ///   - entry: The file as it was found.
    ///   - isSampled: Only looks for a secret at the file's beginning; the hashes stay empty.
    /// - Throws: `FileFailure`, `CancellationError`, or `FileChange` when the file is not what it was when it was
    ///   found, or changes while it is read.
    init(of entry: FolderEntry, isSampled: Bool = false) throws {
        let file = try OpenFile(path: entry.path)
        guard let before = try file.stamp(), before == entry.stamp else { throw FileChange() }
        if isSampled {
            let sample = try file.bytes(at: 0, count: SecretContent.sampleByteCount)
            (stamp, md5, sha256, partMD5s) = (before, "", "", [])
            secret = SecretContent(startingWith: sample)
            return
        }
        let layout = MultipartLayout(byteCount: before.byteCount)
        var md5 = Insecure.MD5()
        var sha256 = SHA256()
        var partMD5 = Insecure.MD5()
        var partMD5s: [[UInt8]] = []
        var secret: SecretContent?
        var offset: Int64 = 0
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkByteCount, alignment: 64)
        defer { chunk.deallocate() }
        while true {
            try Task.checkCancellation()
            // 16 MiB parts are whole chunks, so a chunk never spans two parts.
            let count = try file.read(into: chunk, at: offset)
            let bytes = UnsafeRawBufferPointer(rebasing: chunk[..<count])
            if offset == 0 { secret = SecretContent(startingWith: bytes.prefix(SecretContent.sampleByteCount)) }
            md5.update(bufferPointer: bytes)
            sha256.update(bufferPointer: bytes)
            offset += Int64(count)
            if let layout, count > 0 {
                partMD5.update(bufferPointer: bytes)
                if offset % layout.partByteCount == 0 || offset == layout.byteCount {
                    partMD5s.append(Array(partMD5.finalize()))
                    partMD5 = Insecure.MD5()
                }
            }
            if count < chunk.count { break }
        }
        guard offset == before.byteCount, try file.stamp() == before else { throw FileChange() }
        stamp = before
        self.md5 = Hexadecimal.text(md5.finalize())
        self.sha256 = Hexadecimal.text(sha256.finalize())
        self.partMD5s = partMD5s
        self.secret = secret
    }
}
