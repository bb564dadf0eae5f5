// SPDX-License-Identifier: Apache-2.0

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
    /// Whether only results, questions and what went wrong are written.
    package let isQuiet: Bool
    private let write: @Sendable (String, Stream) -> Void

    /// - Parameters:
    ///   - style: How text is decorated.
    ///   - isQuiet: Whether only results, questions and what went wrong are written.
    ///   - write: Takes each piece of text as it is; called from any thread.
    package init(
        style: TextStyle, isQuiet: Bool = false, write: @escaping @Sendable (String, Stream) -> Void
    ) {
        self.style = style
        self.isQuiet = isQuiet
        self.write = write
    }

    /// Writes text that is ready to be written.
    func forward(_ text: String, _ stream: Stream) { write(text, stream) }

    /// Writes to the process's own streams.
    ///
    /// - Returns: Takes a piece of text from any thread; pieces never interleave.
    static func streams() -> @Sendable (String, Stream) -> Void {
        let lock = Mutex(())
        return { text, stream in
            lock.withLock { _ in
                // There is nobody to tell that nobody reads.
                try? (stream == .output ? Descriptor.standardOutput : .standardError).write(text)
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

    /// Writes one line about what goes on to standard error, unless the user wants quiet.
    package func info(_ line: String = "") {
        if !isQuiet { self.line(line) }
    }

    /// Writes a prompt without a line end to standard error, without what could confuse a terminal.
    package func prompt(_ text: String) {
        write(SafeText.of(text), .error)
    }
}
