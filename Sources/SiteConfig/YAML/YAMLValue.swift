// SPDX-License-Identifier: Apache-2.0

/// A value of a YAML file together with its place, free of tags, anchors and merge keys.
struct YAMLValue: Sendable {
    /// A single value as it was written.
    struct Scalar: Sendable, Equatable {
        /// The text without quotes and with escapes resolved.
        var text: String
        /// Whether it was written without quotes, so that its text decides on its type.
        var isPlain: Bool
    }

    /// A key with its value.
    struct Entry: Sendable {
        var key: String
        var keyPosition: SourcePosition
        var value: YAMLValue
    }

    /// What the value is made of; maps keep the order of the file.
    enum Content: Sendable {
        case scalar(Scalar)
        case list([YAMLValue])
        case map([Entry])
    }

    var position: SourcePosition
    var content: Content
}

extension YAMLValue {
    /// The entries of a map, `nil` for anything else.
    var entries: [Entry]? {
        if case .map(let entries) = content { entries } else { nil }
    }

    /// The entry of a map with a key.
    func entry(_ key: String) -> Entry? {
        entries?.first { $0.key == key }
    }

    /// Whether this is a written-out null: `null` or `~`.
    var isExplicitNull: Bool {
        if case .scalar(let scalar) = content { scalar.kind == .null && !scalar.text.isEmpty } else { false }
    }

    /// What this is, for a message that says what was found: `the number 12`, `a list`.
    var found: String {
        switch content {
        case .list: return "a list"
        case .map: return "a group of keys"
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: return scalar.text.isEmpty ? "nothing" : "null"
            case .flag: return "\(scalar.text), which YAML may read as true or false"
            case .number: return "the number \(shown(scalar.text, quotes: false))"
            case .text: return "the text \(shown(scalar.text))"
            }
        }
    }
}
