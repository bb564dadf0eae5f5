// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

internal import Synchronization

/// Where a command writes: results to standard output, everything else to standard error.
package final class Console: Sendable {
    /// One of the two streams.
    package enum Stream: Sendable {
        case output
        case error
    }

    /// Whether text for people on `output` and `error` may have colors.
    package let style: TextStyle
    private let write: @Sendable (String, Stream) -> Void

    /// - Parameters:
    ///   - style: How text is decorated.
    ///   - write: Takes each piece of text as it is; called from any thread.
    package init(style: TextStyle, write: @escaping @Sendable (String, Stream) -> Void) {
        self.style = style
        self.write = write
    }

    /// Writes text that is ready to be written.
    func forward(_ text: String, _ stream: Stream) { write(text, stream) }

    /// The process's own streams.
    ///
    /// - Parameter style: How text is decorated.
    /// - Returns: A console whose lines never interleave.
    package static func standard(style: TextStyle) -> Console {
        let lock = Mutex(())
        return Console(style: style) { text, stream in
            lock.withLock { _ in
                let descriptor: Int32 = stream == .output ? 1 : 2
                var bytes = Array(text.utf8)[...]
                while !bytes.isEmpty {
                    let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0) }
                    guard count > 0 else { return }
                    bytes = bytes.dropFirst(count)
                }
            }
        }
    }

    /// Writes one line of a result to standard output, without what could confuse a terminal.
    package func result(_ line: String) {
        write(SafeText.of(line) + "\n", .output)
    }

    /// Writes one line for programs to standard output, as it is.
    package func record(_ line: String) {
        write(line + "\n", .output)
    }

    /// Writes one line for the user to standard error, without what could confuse a terminal.
    package func line(_ line: String = "") {
        write(SafeText.of(line) + "\n", .error)
    }

    /// Writes a prompt without a line end to standard error, without what could confuse a terminal.
    package func prompt(_ text: String) {
        write(SafeText.of(text), .error)
    }

    /// Nothing is buffered; kept so that a buffering console can be flushed at the end.
    package func flush() {}
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
