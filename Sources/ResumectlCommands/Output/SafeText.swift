// SPDX-License-Identifier: Apache-2.0

/// Text from elsewhere made harmless for a terminal: names of files, keys in a bucket, and what a server says can hold
/// characters that move the cursor, set the window's title, or turn the direction of writing.
enum SafeText {
    /// The text with such characters written as `\u{1B}`; line feeds, tabs and our own decorations stay.
    static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if let decoration = decorations.first(where: { rest.starts(with: $0.unicodeScalars) }) {
                result.append(contentsOf: decoration.unicodeScalars)
                rest = rest.dropFirst(decoration.unicodeScalars.count)
                continue
            }
            rest.removeFirst()
            result.append(contentsOf: written(scalar))
        }
        return String(result)
    }

    /// The text with such characters written out, and our own decorations too: for what is no terminal.
    static func withoutDecorations(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.flatMap(written)))
    }

    private static func written(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        guard isHarmful(scalar) else { return [scalar] }
        return Array("\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    }

    /// What `TextStyle` writes.
    private static let decorations = ["0", "1", "2", "31", "32", "33", "36"].map { "\u{1B}[\($0)m" }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 9, 10: false
        // Controls; marks that turn the direction of writing; other ends of a line.
        case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
