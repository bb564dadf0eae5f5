// SPDX-License-Identifier: Apache-2.0

/// Text for HTML and SVG.
enum Markup {
    /// Text as it has to stand between tags and in quoted attributes; what could confuse a reader is written out.
    ///
    /// Also harmless: characters that XML does not allow are written as `\u{1B}`, see `SafeText`.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in SafeText.withoutDecorations(text).unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
