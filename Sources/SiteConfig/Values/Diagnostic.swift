// SPDX-License-Identifier: Apache-2.0

/// One mistake in a configuration: where it is, what is wrong, what to do.
package struct Diagnostic: Sendable, Hashable {
    /// Where the mistake is.
    package let position: SourcePosition
    /// What is wrong, one sentence without a full stop.
    package let message: String
    /// What to do about it, `nil` when the message says it already.
    package let hint: String?

    /// Makes a diagnostic from its parts.
    package init(position: SourcePosition, message: String, hint: String? = nil) {
        self.position = position
        self.message = message
        self.hint = hint
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: message`, the hint on a second, indented line.
    package var description: String {
        let first = "\(position): \(message)"
        return hint.map { "\(first)\n    \($0)" } ?? first
    }
}
