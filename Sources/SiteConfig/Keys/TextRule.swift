// SPDX-License-Identifier: Apache-2.0

/// What a text must look like.
package struct TextRule: Sendable {
    /// Why a text does not keep to a rule.
    package struct Violation: Sendable, Equatable {
        /// The reason, to follow the text itself: `"a_b" contains "_"`.
        package let reason: String
        /// What to write in its place.
        package let hint: String?

        /// Makes a violation.
        package init(_ reason: String, hint: String? = nil) {
            self.reason = reason
            self.hint = hint
        }
    }

    /// An ECMA-262 pattern for editors. It may take more than `violation`, never less; `nil`: no pattern says it.
    package let pattern: String?
    /// The least and most characters.
    package let length: ClosedRange<Int>
    /// The precise rule for a text of allowed length: why the text breaks it, `nil` when it does not.
    private let check: @Sendable (String) -> Violation?

    /// Makes a rule.
    package init(
        length: ClosedRange<Int>,
        pattern: String? = nil,
        check: @escaping @Sendable (String) -> Violation? = { _ in nil }
    ) {
        self.length = length
        self.pattern = pattern
        self.check = check
    }

    /// Why a text breaks the rule, `nil` when it keeps to it.
    package func violation(of text: String) -> Violation? {
        // AWS counts code points; a `Character` may be several.
        let count = text.unicodeScalars.count
        if count == 0, length.lowerBound > 0 { return Violation("is empty") }
        if count < length.lowerBound {
            return Violation("is shorter than \(length.lowerBound) characters")
        }
        // A precise reason comes before "too long": a URL in place of a name is better called a URL.
        if count > length.upperBound {
            return check(text) ?? Violation("is \(count) characters long, at most \(length.upperBound) are allowed")
        }
        return check(text)
    }

    /// The first character of a text that is not allowed, as a violation.
    static func disallowedCharacter(
        in text: String, allowed hint: String, _ isAllowed: (Character) -> Bool
    ) -> Violation? {
        guard let character = text.first(where: { !isAllowed($0) }) else { return nil }
        let name = character == " " ? "a space" : shown(String(character))
        return Violation("contains \(name)", hint: "Allowed are \(hint).")
    }
}
