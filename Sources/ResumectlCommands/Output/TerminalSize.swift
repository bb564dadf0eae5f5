// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How many columns and rows a terminal has.
struct TerminalSize: Sendable, Equatable {
    var columns: Int
    var rows: Int

    /// What is assumed of a terminal that does not tell.
    static let usual = TerminalSize(columns: 80, rows: 24)

    /// The size of the terminal behind standard error at this moment: a user may change it at any time.
    static func current() -> TerminalSize {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0 else { return usual }
        return TerminalSize(
            columns: size.ws_col > 0 ? Int(size.ws_col) : usual.columns,
            rows: size.ws_row > 0 ? Int(size.ws_row) : usual.rows)
    }
}
