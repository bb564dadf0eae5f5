// SPDX-License-Identifier: Apache-2.0

/// One key of the configuration file: its name, what it takes, what it is for.
///
/// The parser goes by a table of these (`ConfigKeys`); the JSON Schema and the reference are checked against it.
package struct ConfigKey: Sendable {
    /// What a key takes.
    package enum Kind: Sendable {
        /// A text that keeps to a rule.
        case text(TextRule)
        /// A whole number in a range.
        case integer(ClosedRange<Int>)
        /// One of a few whole numbers.
        case integerChoice([Int])
        /// `true` or `false`.
        case flag
        /// One of a few texts; `explain` may say more about a text that is none of them.
        case choice([String], explain: (@Sendable (String) -> String?)?)
        /// A list of texts.
        case textList(TextRule, maximumCount: Int)
        /// Texts under names of the user's own.
        case textMap(keys: TextRule, values: TextRule, maximumCount: Int)
        /// A group of further keys.
        case section([ConfigKey])
        /// A group of further keys, or one of a few words in its place.
        case sectionOrWord([ConfigKey], words: [String])
        /// A list of groups of keys.
        case sectionList([ConfigKey], maximumCount: Int)
        /// Overlays by the environment's name, each with all keys of the file but this one.
        case overlays(names: TextRule)
    }

    /// What holds when a key is left out.
    package enum DefaultValue: Sendable, Equatable {
        /// A text.
        case text(String)
        /// A whole number.
        case integer(Int)
        /// `true` or `false`.
        case flag(Bool)
        /// Something that other values decide, in words.
        case derived(String)
        /// Nothing at all: an empty list or map, or an absent part.
        case none
        /// The key cannot be left out.
        case required
    }

    /// The key as written in the file, in camelCase.
    package let name: String
    /// What it takes.
    package let kind: Kind
    /// What holds without it.
    package let defaultValue: DefaultValue
    /// What it is for, in full sentences.
    package let summary: String

    /// Makes a key.
    package init(_ name: String, _ kind: Kind, default defaultValue: DefaultValue = .none, _ summary: String) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.summary = summary
    }

    /// Whether its section cannot do without it.
    package var isRequired: Bool { defaultValue == .required }
}
