// SPDX-License-Identifier: Apache-2.0

internal import SiteDeploy

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file or stream that is open for writing.
struct Descriptor: Sendable {
    /// What becomes of a file's content.
    enum Manner {
        /// It is gone.
        case replacing
        /// It stays, before what is written.
        case appending
    }

    /// The system's number for it.
    let number: Int32

    static let standardOutput = Descriptor(number: STDOUT_FILENO)
    static let standardError = Descriptor(number: STDERR_FILENO)

    /// Opens a file, which is made when it is not there.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - manner: What becomes of its content.
    /// - Returns: The file. It stays open until `close()`, or until the process ends.
    /// - Throws: `FileFailure`.
    static func open(_ path: String, _ manner: Manner) throws(FileFailure) -> Descriptor {
        let number = openFile(path, O_WRONLY | O_CREAT | O_CLOEXEC | (manner == .appending ? O_APPEND : O_TRUNC))
        guard number >= 0 else { throw .last }
        return Descriptor(number: number)
    }

    /// Writes a text whole: the system may take less at a time than it is given.
    ///
    /// - Parameter text: The text.
    /// - Throws: `FileFailure`; a part may be written.
    func write(_ text: String) throws(FileFailure) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { writeBytes(number, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            bytes = bytes.dropFirst(count)
        }
    }

    /// How many bytes the file has.
    ///
    /// - Returns: The count.
    /// - Throws: `FileFailure` for what has no end, such as a pipe.
    func byteCount() throws(FileFailure) -> Int {
        let size = lseek(number, 0, SEEK_END)
        guard size >= 0 else { throw .last }
        return Int(size)
    }

    func close() { _ = closeFile(number) }
}

// The system's functions, whose names the methods have too.
private func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, 0o644) }

private func writeBytes(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(number, bytes.baseAddress, bytes.count)
}

private func closeFile(_ number: Int32) -> Int32 { close(number) }
