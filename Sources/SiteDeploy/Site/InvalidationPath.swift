// SPDX-License-Identifier: Apache-2.0

/// How one path is written in an invalidation.
///
/// CloudFront wants characters encoded that are not ASCII or that RFC 1738 calls unsafe, and says that it misses the
/// cached file when any other is. What it compares with is the path as visitors sent it, and those differ:
///
/// | Characters | Browsers send | Written as |
/// |---|---|---|
/// | letters, digits, `-` `.` `_` `/` | the character | the character |
/// | space, `"` `#` `%` `<` `>` `?` `` ` `` `{` `}`, controls, not ASCII | an escape | an escape |
/// | `!` `$` `&` `'` `(` `)` `+` `,` `;` `=` `:` `@` | what the link says | both |
/// | `~` `*` `[` `]` `\` `^` `\|` | the character, mostly | a wildcard from there on |
///
/// The last line is for characters that CloudFront refuses, takes for a wildcard, or wants encoded although visitors do
/// not encode them.
package enum InvalidationPath {
    /// The most characters that CloudFront takes in a path.
    package static let maximumLength = 4000

    private static let spelledBothWays = Set("!$&'()+,;=:@".utf8)
    private static let notExpressible = Set("~*[]\\^|".utf8)

    /// The paths, possibly wildcards, that cover every spelling of a path that is not encoded.
    package static func patterns(_ path: String) -> [String] {
        var plain = ""
        var escaped = ""
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index > 0 {
                plain += "/"
                escaped += "/"
            }
            // Browsers resolve `.` and `..`, and nobody knows what was made of an empty part on the way.
            let isInside = index > 0 && index < parts.count - 1
            if part == "." || part == ".." || (part.isEmpty && isInside) { return wildcards(plain, escaped) }
            for byte in part.utf8 {
                if notExpressible.contains(byte) { return wildcards(plain, escaped) }
                let isPlain = PercentEncoding.isUnreserved(byte)
                let character = String(Unicode.Scalar(byte))
                plain += isPlain || spelledBothWays.contains(byte) ? character : PercentEncoding.escape(byte)
                escaped += isPlain ? character : PercentEncoding.escape(byte)
            }
        }
        if escaped.utf8.count > maximumLength { return [folderWildcard(plain), folderWildcard(escaped)].unique }
        return [plain, escaped].unique
    }

    /// Reads a path that a user gave, such as `about/`, `/img/*` or `/a b.pdf`.
    ///
    /// A slash in front is added; what must be encoded is, and what is encoded already stays so.
    ///
    /// - Returns: `nil` when the text is empty or too long, has a control character, or has a `*` that is not its end.
    package static func parse(_ argument: String) -> String? {
        guard !argument.isEmpty, !argument.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
        let path = argument.hasPrefix("/") ? argument : "/\(argument)"
        guard !path.dropLast().contains("*") else { return nil }
        var written = ""
        for byte in path.utf8 {
            let isKept =
                PercentEncoding.isUnreserved(byte) && byte != UInt8(ascii: "~") || spelledBothWays.contains(byte)
                || "/*%?".utf8.contains(byte)
            written += isKept ? String(Unicode.Scalar(byte)) : PercentEncoding.escape(byte)
        }
        return written.utf8.count <= maximumLength ? written : nil
    }

    /// Whether a path or wildcard covers an encoded path.
    package static func covers(_ pattern: String, _ path: String) -> Bool {
        guard pattern.utf8.last == UInt8(ascii: "*") else { return pattern == path }
        return path.utf8.starts(with: pattern.utf8.dropLast())
    }

    private static func wildcards(_ plain: String, _ escaped: String) -> [String] {
        ["\(plain)*", "\(escaped)*"].unique
    }

    /// The wildcard for the last folder of a path that still fits.
    private static func folderWildcard(_ path: String) -> String {
        let fitting = path.utf8.prefix(maximumLength - 1)
        guard let slash = fitting.lastIndex(of: UInt8(ascii: "/")) else { return "/*" }
        return "\(path[...slash])*"
    }
}

extension [String] {
    /// The strings without those that are there twice, in order.
    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
