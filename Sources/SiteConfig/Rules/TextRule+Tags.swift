// SPDX-License-Identifier: Apache-2.0

extension TextRule {
    /// Only what ASCII excludes: not every editor's regular expressions know Unicode classes.
    private static let tagPattern = ##"[^!"#$%&'()*,;<>?\[\\\]^`{|}~\t\n]"##

    /// The name of a tag (AWS General Reference, "Tag naming limits and requirements").
    static let tagKey = TextRule(length: 1...128, pattern: "^(?![aA][wW][sS]:|resumectl:)\(tagPattern)+$") { text in
        if text.lowercased().hasPrefix("aws:") { return Violation("starts with \"aws:\", which AWS keeps for itself") }
        if text.hasPrefix("resumectl:") { return Violation("starts with \"resumectl:\", which is kept for resumectl") }
        return tagViolation(text)
    }

    /// The value of a tag.
    static let tagValue = TextRule(length: 0...256, pattern: "^\(tagPattern)*$", check: tagViolation)

    private static func tagViolation(_ text: String) -> Violation? {
        disallowedCharacter(in: text, allowed: "letters, digits, spaces and _ . : / = + - @") { character in
            character.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                    .decimalNumber, .letterNumber, .otherNumber, .spaceSeparator:
                    true
                default:
                    "_.:/=+-@".unicodeScalars.contains(scalar)
                }
            }
        }
    }
}
