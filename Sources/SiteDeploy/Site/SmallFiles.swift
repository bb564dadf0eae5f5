// SPDX-License-Identifier: Apache-2.0

/// Small files that are read into one piece of memory, one after the other, and hashed together.
struct SmallFiles: ~Copyable {
    /// Files up to this size are small.
    static let largestFile: Int64 = 1 << 17
    /// So many bytes of files are read before they are hashed; they are still in the processor's cache then.
    static let byteCount: Int64 = 1 << 18

    private let memory = ReadBuffer(byteCount: Int(byteCount + largestFile))
    private var used = 0
    private var pieces: [UnsafeRawBufferPointer] = []

    /// How many files were read.
    var count: Int { pieces.count }

    /// Forgets what was read.
    mutating func clear() {
        used = 0
        pieces.removeAll(keepingCapacity: true)
    }

    /// Reads a file that fits.
    ///
    /// - Returns: The secret that the file is, if it is one.
    /// - Throws: `FileFailure`, or `FileChange` when the file is not what it was when it was found.
    mutating func read(_ entry: FolderEntry) throws -> SecretContent? {
        let byteCount = Int(entry.stamp.byteCount)
        let target = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[used..<used + byteCount])
        try OpenFile(path: entry.path).read(entry.stamp, into: target)
        let bytes = UnsafeRawBufferPointer(target)
        pieces.append(bytes)
        used += byteCount
        return SecretContent(startingWith: bytes)
    }

    /// MD5 of the files in the order in which they were read, in hexadecimal.
    func md5s() -> [String] { MD5Batch.digests(of: pieces) }
}
