// SPDX-License-Identifier: Apache-2.0

/// Texts from elsewhere as parts of GitHub's Markdown.
///
/// `Markup` writes for a browser, where a line end in the text may stay one and our own colors are no markup. Here a line
/// end would end the cell of a table, and much more than HTML's characters is markup; so they share nothing but `&amp;`.
enum GitHubMarkdown {
    /// A text as one line of prose or a cell of a table, in which nothing is markup.
    static func text(_ text: String) -> String { escaped(text, also: "|`*_~[]\\$@#:") }

    /// A name or value as code, in a line or a cell.
    static func code(_ text: String) -> String { "<code>\(self.text(text))</code>" }

    /// Lines that are shown as they are.
    static func block(_ lines: [String]) -> String {
        let body = lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .map { escaped(String($0), also: "") }
        return "<pre>\n\(body.joined(separator: "\n"))\n</pre>"
    }

    /// Characters as numbers where they would be markup; line ends as spaces, other controls written out.
    private static func escaped(_ text: String, also marks: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\t": result += " "
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case _ where marks.unicodeScalars.contains(scalar): result += "&#\(scalar.value);"
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += SafeText.of(String(scalar))
            }
        }
        return result
    }
}
