// SPDX-License-Identifier: Apache-2.0

/// Splits a command line into words as a POSIX shell does, without being one: quotes and backslashes count, variables,
/// wildcards, `~`, pipes and comments do not.
///
/// | Written | Means |
/// |---|---|
/// | `'a b'` | everything between the quotes as it is |
/// | `"a \" \\ b"` | as it is, but a backslash takes away the meaning of `"` and `\` |
/// | `a\ b` | the character after the backslash as it is |
enum CommandLineWords {
    /// Why a line cannot be split.
    enum Problem: String, Error {
        case openQuote = "a quote is opened and not closed"
        case openEscape = "it ends with a backslash"
    }

    /// The words of a line.
    static func split(_ line: String) throws(Problem) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = Substring(line)
        while let character = rest.popFirst() {
            switch (quote, character) {
            case ("'", "'"), ("\"", "\""):
                quote = nil
            case ("\"", "\\"):
                guard let next = rest.popFirst() else { throw .openQuote }
                word = (word ?? "") + (next == "\"" || next == "\\" ? "" : "\\") + String(next)
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (nil, "\\"):
                guard let next = rest.popFirst() else { throw .openEscape }
                word = (word ?? "") + String(next)
            case (nil, _) where character.isWhitespace:
                if let complete = word { words.append(complete) }
                word = nil
            default:
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil { throw .openQuote }
        if let complete = word { words.append(complete) }
        return words
    }
}
