// SPDX-License-Identifier: Apache-2.0

/// Other programs' and servers' words, made fit to be shown.
enum ShownText {
    /// The end of a text in one line, without what could move the terminal's cursor.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - length: The most characters; what is before them is left out.
    /// - Returns: The line; the lines of the text are parted by `|`.
    static func line(_ text: String, length: Int = 600) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            String(
                String.UnicodeScalarView(
                    line.unicodeScalars.filter { $0.value >= 32 && !(127...159).contains($0.value) }))
        }
        let joined = lines.filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: " | ")
        return joined.count <= length ? joined : "…" + joined.suffix(length)
    }
}
