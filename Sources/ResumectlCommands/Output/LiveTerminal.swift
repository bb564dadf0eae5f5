// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A terminal with a block of lines at its end that is drawn again and again in its place. Everything else that is
/// written goes above it and stays.
///
/// The cursor rests at the beginning of the line below the block, and is never hidden: whatever ends the process, the
/// terminal is as it should be. See ECMA-48, "Control Functions for Coded Character Sets", CUU, EL and ED.
final class LiveTerminal: Sendable {
    private struct State {
        /// The lines of the block that are on the screen.
        var painted: [String] = []
        var columns = 0
        /// Whether the user is typing at the end of a question, where nothing may be drawn.
        var isHeld = false
    }

    /// For half a second.
    private static let writeNowTries = 50

    private let state = Mutex(State())
    private let size: @Sendable () -> TerminalSize
    private let content: @Sendable (TerminalSize) -> [String]
    private let send: @Sendable (String, Console.Stream) -> Void

    /// - Parameters:
    ///   - size: Asked before each drawing.
    ///   - content: The lines of the block at this moment, none of them wider than the terminal.
    ///   - send: Writes to a stream.
    init(
        size: @escaping @Sendable () -> TerminalSize, content: @escaping @Sendable (TerminalSize) -> [String],
        send: @escaping @Sendable (String, Console.Stream) -> Void
    ) {
        self.size = size
        self.content = content
        self.send = send
    }

    /// Writes text above the block, from any thread. Text without a line end at its end is a question: nothing is drawn
    /// until it is answered.
    func write(_ text: String, _ stream: Console.Stream) {
        state.withLock { state in
            let size = size()
            let wiped = Self.wipe(&state, size)
            state.isHeld = !text.hasSuffix("\n")
            let drawn = state.isHeld ? "" : draw(&state, size)
            if stream == .error {
                send(wiped + text + drawn, .error)
            } else {
                if !wiped.isEmpty { send(wiped, .error) }
                send(text, stream)
                if !drawn.isEmpty { send(drawn, .error) }
            }
        }
    }

    /// Writes what Ctrl-C leads to. It does not wait for somebody who cannot go on writing.
    ///
    /// - Parameters:
    ///   - text: What to write, with a line end at its end.
    ///   - isLast: Whether the process ends after this, and no block is to stay.
    func writeNow(_ text: String, isLast: Bool) {
        // Whoever draws is done in no time, unless the terminal takes nothing.
        for _ in 0..<Self.writeNowTries {
            let isWritten: Void? = state.withLockIfAvailable { state in
                let size = size()
                // With no block on the screen the cursor stands behind the terminal's own "^C".
                let wiped = state.painted.isEmpty ? "\n" : Self.wipe(&state, size)
                state.isHeld = false
                send(wiped + text + (isLast ? "" : draw(&state, size)), .error)
            }
            if isWritten != nil { return }
            usleep(10_000)
        }
        send("\n" + text, .error)
    }

    /// Draws the block as it is now, if it differs from what is on the screen.
    func refresh() {
        state.withLock { state in
            guard !state.isHeld else { return }
            let size = size()
            let lines = content(size)
            guard lines != state.painted || size.columns != state.columns else { return }
            let up = Self.up(state, size)
            let text = Self.paint(lines, over: Self.eraseLine, &state, size)
            send(Self.begin + up + text + Self.eraseBelow + Self.end, .error)
        }
    }

    /// Says that a question was answered.
    func release() {
        state.withLock { $0.isHeld = false }
    }

    /// Takes the block away.
    func close() {
        state.withLock { state in
            let wiped = Self.wipe(&state, size())
            if !wiped.isEmpty { send(wiped, .error) }
        }
    }

    /// The block where nothing is.
    private func draw(_ state: inout State, _ size: TerminalSize) -> String {
        Self.paint(content(size), over: "", &state, size)
    }

    /// The lines of the block from its beginning on, each followed by what erases what was behind it.
    private static func paint(
        _ lines: [String], over erase: String, _ state: inout State, _ size: TerminalSize
    ) -> String {
        state.painted = lines
        state.columns = size.columns
        return lines.reduce("") { $0 + $1 + erase + "\n" }
    }

    private static func wipe(_ state: inout State, _ size: TerminalSize) -> String {
        guard !state.painted.isEmpty else { return "" }
        defer { state.painted = [] }
        return up(state, size) + eraseBelow
    }

    /// To the beginning of the block. A terminal that became narrower has broken its lines into several.
    private static func up(_ state: State, _ size: TerminalSize) -> String {
        let rows = state.painted.reduce(0) { rows, line in
            rows + max(1, (DisplayWidth.of(line) + size.columns - 1) / max(1, size.columns))
        }
        return rows == 0 ? "" : "\r\u{1B}[\(rows)A"
    }

    private static let eraseLine = "\u{1B}[K"
    private static let eraseBelow = "\u{1B}[J"
    /// A terminal that knows these draws everything between them at once; others read over them.
    private static let begin = "\u{1B}[?2026h"
    private static let end = "\u{1B}[?2026l"
}
