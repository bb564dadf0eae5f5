// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that is made longer, as those that a runner of GitHub Actions gives to a step.
enum AppendedFile {
    /// Why it was not made longer, in the system's words.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Appends to a file, which is made when it is not there.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - text: Makes the text, given how many bytes the file has.
    /// - Throws: `Failure`.
    static func append(to path: String, _ text: (Int) -> String) throws {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else { throw failure() }
        var bytes = Array(text(Int(size)).utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure() }
            bytes = bytes.dropFirst(count)
        }
    }

    private static func failure() -> Failure { Failure(description: String(cString: strerror(errno))) }
}
