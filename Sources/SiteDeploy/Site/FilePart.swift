// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Crypto

/// A range of a file that is read when it is needed, and as often.
///
/// Whenever its last bytes were read the file is looked at: what is written meanwhile changes the time, too.
final class FilePart: HTTPBodySource {
    private let file: LocalFile
    private let open: OpenFile
    private let range: Range<Int64>

    /// Opens the file.
    ///
    /// - Throws: `SiteFileError`.
    init(of file: LocalFile, _ range: Range<Int64>) throws(SiteFileError) {
        self.file = file
        self.range = range
        do {
            open = try OpenFile(path: file.path)
        } catch {
            throw .unreadable(path: file.path, reason: error.reason)
        }
    }

    var byteCount: Int { range.count }

    /// Fills memory with the bytes from an offset on.
    ///
    /// - Throws: `SiteFileError` when they cannot be read, or when the file is not what it was.
    func read(into memory: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        do {
            guard try open.read(into: memory, at: range.lowerBound + Int64(offset)) == memory.count else {
                throw SiteFileError.changedSinceScan(path: file.path)
            }
            if offset + memory.count == byteCount { try check() }
        } catch let failure as FileFailure {
            throw SiteFileError.unreadable(path: file.path, reason: failure.reason)
        }
    }

    private func check() throws {
        guard let stamp = try open.stamp(), file.unhashed.map({ stamp == $0 }) ?? (stamp.byteCount == file.byteCount)
        else { throw SiteFileError.changedSinceScan(path: file.path) }
    }

    /// Reads the range and hashes it, a little at a time.
    ///
    /// - Returns: Its SHA-256 as `x-amz-content-sha256` has it.
    /// - Throws: What `read` throws.
    func sha256() throws -> String {
        let buffer = ReadBuffer(byteCount: 1 << 17)
        var hasher = SHA256()
        for offset in stride(from: 0, to: byteCount, by: buffer.bytes.count) {
            let piece = UnsafeMutableRawBufferPointer(
                rebasing: buffer.bytes.prefix(min(buffer.bytes.count, byteCount - offset)))
            try read(into: piece, at: offset)
            hasher.update(bufferPointer: UnsafeRawBufferPointer(piece))
        }
        return Hexadecimal.text(hasher.finalize())
    }
}
