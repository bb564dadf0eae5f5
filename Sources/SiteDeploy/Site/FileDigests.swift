// SPDX-License-Identifier: Apache-2.0

import Crypto

/// What hashing a file once gives.
struct FileDigests: Sendable, Hashable {
    /// The state of the file that was hashed.
    let stamp: FileStamp
    /// MD5 of the whole file, in hexadecimal.
    let md5: String
    /// MD5 of each part of a file that is sent in parts, 16 bytes each; empty for a file sent in one piece.
    let partMD5s: [[UInt8]]
    /// The secret that the file begins with, such as a private key; `nil` when it is none.
    let secret: SecretContent?

    /// Reads and hashes a file.
    ///
    /// - Parameters:
    ///   - entry: The file as it was found.
    ///   - buffer: Memory to read into; what is in it afterwards does not matter.
    ///   - isSampled: Only looks for a secret at the file's beginning; the hashes stay empty.
    /// - Throws: `FileFailure`, `CancellationError`, or `FileChange` when the file is not what it was when it was
    ///   found, or changes while it is read.
    init(of entry: FolderEntry, buffer: borrowing ReadBuffer, isSampled: Bool = false) async throws {
        let file = try OpenFile(path: entry.path)
        if isSampled {
            let sample = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes.prefix(SecretContent.sampleByteCount))
            let count = try file.read(into: sample, at: 0)
            guard try file.stamp() == entry.stamp else { throw FileChange() }
            (stamp, md5, partMD5s) = (entry.stamp, "", [])
            secret = SecretContent(startingWith: UnsafeRawBufferPointer(rebasing: sample[..<count]))
            return
        }
        let layout = MultipartLayout(byteCount: entry.stamp.byteCount)
        var md5 = Insecure.MD5()
        var partMD5 = Insecure.MD5()
        var partMD5s: [[UInt8]] = []
        var secret: SecretContent?
        var offset: Int64 = 0
        while offset < entry.stamp.byteCount {
            try Task.checkCancellation()
            // Others want the processor too: answers wait to be read.
            if offset > 0 { await Task.yield() }
            // 16 MiB parts are whole buffers, so a buffer never spans two parts. Most files need a single one.
            let wanted = Int(min(Int64(buffer.bytes.count), entry.stamp.byteCount - offset))
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<wanted])
            try file.read(part: target, at: offset, of: entry.stamp)
            let bytes = UnsafeRawBufferPointer(target)
            if offset == 0 {
                secret = SecretContent(startingWith: bytes)
            }
            md5.update(bufferPointer: bytes)
            offset += Int64(wanted)
            if let layout {
                partMD5.update(bufferPointer: bytes)
                if offset % layout.partByteCount == 0 || offset == layout.byteCount {
                    partMD5s.append(Array(partMD5.finalize()))
                    partMD5 = Insecure.MD5()
                }
            }
        }
        // Nothing was read but what the folder's listing told of, if the file is still that after the last byte.
        guard try file.stamp() == entry.stamp else { throw FileChange() }
        stamp = entry.stamp
        self.md5 = Hexadecimal.text(md5.finalize())
        self.partMD5s = partMD5s
        self.secret = secret
    }
}
