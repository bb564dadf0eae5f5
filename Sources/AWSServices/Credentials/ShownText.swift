// SPDX-License-Identifier: Apache-2.0

/// Other programs' and servers' words, made fit to be shown.
package enum ShownText {
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

    /// A word as a shell takes it, for commands that the user is told to run.
    ///
    /// - Parameter value: The word.
    /// - Returns: The same, in quotes where it takes some.
    package static func word(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_./:@%+=,".utf8.contains(byte)
        }
        if isPlain, !value.isEmpty { return value }
        // A quote ends the quoting, stands for itself behind a backslash, and the quoting goes on.
        return "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
