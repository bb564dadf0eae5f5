// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file open for reading; closed when the value ends.
struct OpenFile: ~Copyable {
    private let descriptor: Int32

    /// Opens a file. Never waits, not even for a pipe that took the file's place after the folder was listed.
    init(path: String) throws(FileFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { throw .last }
    }

    deinit {
        close(descriptor)
    }

    /// The file's state now; `nil` when it is not a regular file.
    func stamp() throws(FileFailure) -> FileStamp? {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw .last }
        return info.st_mode & S_IFMT == S_IFREG ? FileStamp(info) : nil
    }

    /// Fills the buffer from an offset.
    ///
    /// - Returns: The number of bytes read; less than the buffer holds only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileFailure) -> Int {
        var filled = 0
        while filled < buffer.count, let base = buffer.baseAddress {
            let count = pread(descriptor, base + filled, buffer.count - filled, off_t(offset) + off_t(filled))
            if count < 0 {
                if errno == EINTR { continue }
                throw .last
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Fills the buffer from an offset of a file that is in a known state.
    ///
    /// - Throws: `FileFailure`, or `FileChange` when the file ends before or cannot be read any more. Whether it is in
    ///   that state still is not looked at.
    func read(part buffer: UnsafeMutableRawBufferPointer, at offset: Int64, of known: FileStamp) throws {
        do {
            guard try read(into: buffer, at: offset) == buffer.count else { throw FileChange() }
        } catch let failure as FileFailure {
            // A pipe or a folder in the file's place cannot be read so.
            throw try stamp() == known ? failure : FileChange()
        }
    }

    /// Reads a whole file that is in a known state, before and after.
    ///
    /// - Throws: `FileFailure` or `FileChange`.
    func read(_ known: FileStamp, into buffer: UnsafeMutableRawBufferPointer) throws {
        try read(part: buffer, at: 0, of: known)
        guard try stamp() == known else { throw FileChange() }
    }

    /// Reads a range of the file; the result is shorter when the file ends before.
    func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
    }
}
