// SPDX-License-Identifier: Apache-2.0

/// How many columns text takes in a terminal: none for combining marks, two for what East Asian writing and emoji show
/// wide (Unicode Standard Annex #11, "East Asian Width").
enum DisplayWidth {
    /// The columns of a text; our own decorations take none.
    static func of(_ text: String) -> Int {
        var width = 0
        forEachPart(text) { _, columns in width += columns }
        return width
    }

    /// The beginning of a text that fits, with `…` at its end when something is missing. Decorations that begin in what
    /// is kept end there too.
    ///
    /// - Parameters:
    ///   - text: One line.
    ///   - limit: How many columns there are; nothing fits into none.
    /// - Returns: A text of at most so many columns.
    static func clip(_ text: String, to limit: Int) -> String {
        guard limit > 0 else { return "" }
        guard text.utf8.count > limit, of(text) > limit else { return text }
        var result = ""
        var width = 0
        var isFull = false
        var isDecorated = false
        forEachPart(text) { part, columns in
            if part.first == "\u{1B}" {
                // Behind what is cut off no decoration begins.
                guard !isFull else { return }
                isDecorated = part != reset
                result += part
                return
            }
            if width + columns > limit - 1 { isFull = true }
            guard !isFull else { return }
            result += part
            width += columns
        }
        return result + "…" + (isDecorated ? reset : "")
    }

    /// The text with blanks behind it, up to a number of columns.
    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - of(text)))
    }

    private static let reset = "\u{1B}[0m"

    /// Characters as people see them, each with its columns, and decorations as a whole, without any.
    private static func forEachPart(_ text: String, _ body: (String, Int) -> Void) {
        var rest = text[...]
        while let character = rest.first {
            if character == "\u{1B}", let end = rest.firstIndex(of: "m") {
                body(String(rest[...end]), 0)
                rest = rest[rest.index(after: end)...]
                continue
            }
            body(String(character), columns(of: character))
            rest.removeFirst()
        }
    }

    private static func columns(of character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // A terminal that does not know a sequence shows its parts one after the other: rather too wide.
            width += columns(of: scalar)
        }
        return width
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return scalar.value == 0xAD ? 1 : 0
        default: break
        }
        // The vowels and final consonants that a Hangul syllable is made up with.
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        return isWide(scalar) ? 2 : 1
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation || scalar.properties.generalCategory == .privateUse
        }
    }
}
