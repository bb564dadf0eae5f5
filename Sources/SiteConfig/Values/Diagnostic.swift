// SPDX-License-Identifier: Apache-2.0

/// One mistake in a configuration: where it is, what is wrong, what to do.
package struct Diagnostic: Sendable, Hashable {
    /// What kind of mistake it is, for scripts and `docs/errors.md`: one for each that is mended differently. The raw
    /// values stay what they are.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be read, or is no text.
        case unreadable = "config-unreadable"
        /// The file is no YAML, or YAML of a kind that is not taken.
        case syntax = "config-syntax"
        /// A key that is not known at this place.
        case unknownKey = "config-unknown-key"
        case duplicateKey = "config-duplicate-key"
        case missingKey = "config-missing-key"
        /// A value of the wrong kind, or one that is not allowed.
        case value = "config-value"
        /// A file or folder that a value names is missing, or lies in the wrong place.
        case files = "config-files"
        /// Several sites claim the same name.
        case clash = "config-clash"
    }

    /// What kind of mistake it is.
    package let code: Code
    /// Where the mistake is.
    package let position: SourcePosition
    /// What is wrong, one sentence without a full stop.
    package let message: String
    /// What to do about it, `nil` when the message says it already.
    package let hint: String?

    /// Makes a diagnostic from its parts.
    package init(_ code: Code, position: SourcePosition, message: String, hint: String? = nil) {
        self.code = code
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
