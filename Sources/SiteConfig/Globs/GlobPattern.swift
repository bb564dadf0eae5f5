// SPDX-License-Identifier: Apache-2.0

/// A file pattern such as `*.html`, `assets/**` or `img/*.{png,jpg}`.
///
/// | Part | Matches |
/// |---|---|
/// | `*` | any characters but `/`, also none |
/// | `**` | any characters with `/`; as a whole segment (`a/**/b`) also no segment at all (`a/b`) |
/// | `?` | one character but `/` |
/// | `[a-z_]`, `[!0-9]` | one character of the set, or (`!`, `^`) one outside it, never `/` |
/// | `{a,b/*}` | one of the alternatives, which may nest |
/// | `\x` | the character x itself |
///
/// A pattern without `/` is held against the last part of a path, at any depth; one with `/` against the whole path;
/// `/` in front only ties it to the top. `x/` at the end means everything below folders `x`. Letter case counts; composed
/// and decomposed accents are the same. The time is at most the product of both lengths, whatever the pattern.
package struct GlobPattern: Sendable {
    /// The pattern as it was written.
    package let source: String
    private let program: GlobProgram
    private let matchesBaseName: Bool

    /// The longest pattern taken, in characters.
    package static let maximumLength = 512

    /// Reads a pattern.
    ///
    /// - Throws: `GlobError` when it is empty, too long, not closed or not relative.
    package init(_ source: String) throws(GlobError) {
        var text = GlobProgram.characters(of: source)
        guard !text.isEmpty else { throw GlobError(reason: "the pattern is empty") }
        guard text.count <= Self.maximumLength else {
            throw GlobError(reason: "the pattern is longer than \(Self.maximumLength) characters")
        }
        if text.first == "!" {
            throw GlobError(reason: "a pattern cannot be negated with \"!\"; write \"\\!\" for the character itself")
        }
        let segments = text.split(separator: "/", omittingEmptySubsequences: false).map { Array($0) }
        if segments.contains([".", "."]) || segments.contains(["."]) {
            throw GlobError(reason: "a pattern is relative to its folder and cannot contain \".\" or \"..\" as a part")
        }
        if segments.dropFirst().dropLast().contains([]) {
            throw GlobError(reason: "a pattern cannot contain \"//\"")
        }
        if text == ["/"] {
            throw GlobError(reason: "the pattern has no name; write \"**\" for everything")
        }
        if text.last == "/" {
            // "drafts/" means what is in folders of that name, wherever they are, as in .gitignore.
            text.removeLast()
            text = (text.contains("/") ? text : Array("**/") + text) + Array("/**")
        }
        if text.first == "/" {
            text.removeFirst()
            matchesBaseName = false
        } else {
            matchesBaseName = !text.contains("/") && text != Array("**")
        }
        self.source = source
        program = try GlobProgram(parsing: text)
    }

    /// Whether the pattern matches a path, which is relative and has no `/` in front.
    package func matches(_ path: String) -> Bool {
        let characters = GlobProgram.characters(of: path)
        guard matchesBaseName, let slash = characters.lastIndex(of: "/") else {
            return program.matches(characters[...])
        }
        return program.matches(characters[(slash + 1)...])
    }

    /// Whether the pattern matches a path or one of the folders that it is in; what `exclude` goes by.
    package func matchesPathOrFolder(of path: String) -> Bool {
        let characters = GlobProgram.characters(of: path)
        guard matchesBaseName else { return program.matches(characters[...], orFolder: true) }
        return characters.split(separator: "/", omittingEmptySubsequences: false).contains { program.matches($0) }
    }
}

extension GlobPattern: Hashable {
    /// Patterns are equal when they are written the same.
    package static func == (lhs: GlobPattern, rhs: GlobPattern) -> Bool {
        lhs.source == rhs.source
    }

    /// Hashes the pattern as written.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
    }
}

extension GlobPattern: CustomStringConvertible {
    /// The pattern as it was written.
    package var description: String { source }
}
