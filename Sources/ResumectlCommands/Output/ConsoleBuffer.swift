// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Keeps what is written until it is its turn; what is written after that goes its way at once.
final class ConsoleBuffer: Sendable {
    private let written: WrittenLines
    /// Where to write.
    let console: Console

    /// - Parameter other: The console that this one stands in for.
    init(for other: Console) {
        let written = WrittenLines()
        self.written = written
        console = Console(style: other.style, isQuiet: other.isQuiet) { text, stream in written.add(text, stream) }
    }

    /// Writes everything to another console, in order.
    ///
    /// - Parameters:
    ///   - other: Where it goes.
    ///   - onward: Where goes what is written from now on.
    func replay(on other: Console, onward: Console) {
        for (text, stream) in written.end(onward: onward) { other.forward(text, stream) }
    }

    private final class WrittenLines: Sendable {
        private struct State {
            var lines: [(String, Console.Stream)] = []
            var onward: Console?
        }

        private let state = Mutex(State())

        func end(onward: Console) -> [(String, Console.Stream)] {
            state.withLock { state in
                state.onward = onward
                defer { state.lines = [] }
                return state.lines
            }
        }

        func add(_ text: String, _ stream: Console.Stream) {
            let onward = state.withLock { state in
                if state.onward == nil { state.lines.append((text, stream)) }
                return state.onward
            }
            onward?.forward(text, stream)
        }
    }
}

extension Console {
    /// A console whose lines begin with a name.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - width: How many characters the longest of the names has.
    /// - Returns: A console that writes to this one.
    func named(_ name: String, width: Int) -> Console {
        let prefix = style.dim(name + String(repeating: " ", count: max(0, width - name.count)) + " │ ")
        return Console(style: style, isQuiet: isQuiet) { text, stream in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let ended = text.hasSuffix("\n") ? lines.dropLast() : lines
            self.forward(ended.map { prefix + $0 }.joined(separator: "\n") + "\n", stream)
        }
    }
}
