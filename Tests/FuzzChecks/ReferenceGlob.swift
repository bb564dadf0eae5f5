// SPDX-License-Identifier: Apache-2.0

/// The meaning of a pattern once more, as a table of pattern against path: slow, and too simple to be wrong.
///
/// It leaves out patterns with alternatives.
struct ReferenceGlob {
    private enum Token {
        case character(Character)
        case one
        case many
        case anything
        /// `**/` at the start of a segment.
        case folders
        case set(Set<Character>, [ClosedRange<Unicode.Scalar>], negated: Bool)
    }

    private let tokens: [Token]
    private let isForBaseName: Bool

    /// Takes a pattern that is known to be valid; `nil` when it has alternatives.
    init?(_ source: String) {
        guard !source.unicodeScalars.contains("{") else { return nil }
        var text = Self.characters(source)
        if text.last == "/" {
            text.removeLast()
            text = text.contains("/") ? text + Array("/**") : Array("**/") + text + Array("/**")
        }
        if text.first == "/" {
            text.removeFirst()
            isForBaseName = false
        } else {
            isForBaseName = !text.contains("/") && text != Array("**")
        }
        tokens = Self.tokens(text[...])
    }

    private static func tokens(_ text: ArraySlice<Character>) -> [Token] {
        var rest = text
        var tokens: [Token] = []
        var startsSegment = true
        while let character = rest.popFirst() {
            var endsSegment = character == "/"
            switch character {
            case "*" where rest.first == "*":
                rest = rest.drop { $0 == "*" }
                if startsSegment, rest.first == "/" {
                    rest.removeFirst()
                    tokens.append(.folders)
                    endsSegment = true
                } else {
                    tokens.append(.anything)
                }
            case "*": tokens.append(.many)
            case "?": tokens.append(.one)
            case "[": tokens.append(set(&rest))
            case "\\": tokens.append(.character(rest.popFirst() ?? "\\"))
            default: tokens.append(.character(character))
            }
            startsSegment = endsSegment
        }
        return tokens
    }

    private static func set(_ rest: inout ArraySlice<Character>) -> Token {
        let negated = rest.first == "!" || rest.first == "^"
        if negated { rest.removeFirst() }
        var members: Set<Character> = []
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while var low = rest.popFirst(), isFirst || low != "]" {
            isFirst = false
            if low == "\\", let escaped = rest.popFirst() { low = escaped }
            guard rest.first == "-", rest.count > 1, rest.dropFirst().first != "]" else {
                members.insert(low)
                continue
            }
            rest.removeFirst()
            guard var high = rest.popFirst() else { break }
            if high == "\\", let escaped = rest.popFirst() { high = escaped }
            if let first = low.unicodeScalars.first, let last = high.unicodeScalars.first, first <= last {
                ranges.append(first...last)
            }
        }
        return .set(members, ranges, negated: negated)
    }

    /// Whether the whole path matches.
    func matches(_ path: String) -> Bool {
        var text = Self.characters(path)
        if isForBaseName, let slash = text.lastIndex(of: "/") { text.removeFirst(slash + 1) }
        // row[i]: whether the tokens from here on match the text from i on.
        var row = [Bool](repeating: false, count: text.count) + [true]
        for token in tokens.reversed() {
            var next = [Bool](repeating: false, count: text.count + 1)
            // Whether the tokens after this one match after some slash from here on.
            var matchesBelow = false
            for index in (0...text.count).reversed() {
                let character = index < text.count ? text[index] : nil
                let rest: (same: Bool, after: Bool) =
                    index < text.count ? (next[index + 1], row[index + 1]) : (false, false)
                if character == "/", rest.after { matchesBelow = true }
                next[index] =
                    switch token {
                    case .many: row[index] || (character != "/" && rest.same)
                    case .anything: row[index] || rest.same
                    case .folders: row[index] || matchesBelow
                    default: character.map { Self.takes(token, $0) && rest.after } ?? false
                    }
            }
            row = next
        }
        return row[0]
    }

    private static func takes(_ token: Token, _ character: Character) -> Bool {
        switch token {
        case .character(let expected): return character == expected
        case .one: return character != "/"
        case .set(let members, let ranges, let negated):
            let scalars = Array(character.unicodeScalars)
            let isMember =
                members.contains(character) || scalars.count == 1 && ranges.contains { $0.contains(scalars[0]) }
            return character != "/" && isMember != negated
        case .many, .anything, .folders: return false
        }
    }

    /// The characters of a text; a slash is one, whatever accent follows it.
    private static func characters(_ text: String) -> [Character] {
        Array(
            text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
                .map { Array(String($0)) }.joined(separator: ["/"]))
    }
}
