// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The file of `--json-into`: emptied at the start, then each record is written as soon as it is known, so that the file
/// holds whole lines whatever ends the process.
package final class RecordFile: Sendable {
    /// Writes to the file.
    let console: Console

    /// - Parameter path: Where the file is, or is to be.
    /// - Throws: `DeployError` when it cannot be written.
    package init(path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw DeployError(
                code: .fileNotWritten, summary: "A file cannot be written",
                detail: "\(path): \(String(cString: strerror(errno)))",
                hint: "Name a file in a folder that exists and that you may write to.", kind: .configuration)
        }
        // The descriptor stays open until the process ends.
        console = Console(style: TextStyle(isColored: false)) { text, _ in
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                bytes = bytes.dropFirst(count)
            }
        }
    }
}
