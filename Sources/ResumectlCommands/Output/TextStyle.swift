// SPDX-License-Identifier: Apache-2.0

/// Decorates text for a terminal, or leaves it plain.
package struct TextStyle: Sendable, Equatable {
    package var isColored: Bool

    package init(isColored: Bool) {
        self.isColored = isColored
    }

    /// The style for a stream, by the conventions of NO_COLOR and FORCE_COLOR.
    ///
    /// - Parameters:
    ///   - environment: The process's environment.
    ///   - isTerminal: Whether the stream is a terminal.
    ///   - noColor: Whether the user turned colors off on the command line.
    /// - Returns: Colored only where colors are wanted and can be shown.
    package static func choose(environment: [String: String], isTerminal: Bool, noColor: Bool) -> TextStyle {
        if noColor || !(environment["NO_COLOR"] ?? "").isEmpty { return TextStyle(isColored: false) }
        if let forced = environment["FORCE_COLOR"], !forced.isEmpty, forced != "0" { return TextStyle(isColored: true) }
        return TextStyle(isColored: isTerminal && environment["TERM"] != "dumb")
    }

    package func bold(_ text: String) -> String { decorate(text, "1") }
    package func dim(_ text: String) -> String { decorate(text, "2") }
    package func red(_ text: String) -> String { decorate(text, "31") }
    package func green(_ text: String) -> String { decorate(text, "32") }
    package func yellow(_ text: String) -> String { decorate(text, "33") }
    package func cyan(_ text: String) -> String { decorate(text, "36") }

    private func decorate(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
