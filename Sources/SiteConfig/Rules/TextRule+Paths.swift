// SPDX-License-Identifier: Apache-2.0

extension TextRule {
    /// A folder, absolute or relative to the configuration file.
    static let folder = TextRule(length: 1...1024) { text in
        if text.hasPrefix("~") {
            return Violation(
                "starts with \"~\", which is not expanded", hint: "Write the path relative to this file, or in full.")
        }
        if text.contains("://") { return Violation("is a URL", hint: "Write the path of a local folder.") }
        return controlCharacterViolation(text)
    }

    /// The file name of a page; CloudFront's default root object has no folder.
    static let indexName = TextRule(length: 1...255, pattern: "^[^/]+$") { text in
        if text.contains("/") {
            return Violation("contains a slash", hint: "Name the file alone; every folder has its own index page.")
        }
        if text == "." || text == ".." { return Violation("is a folder") }
        return controlCharacterViolation(text)
    }

    /// The path of a page inside the site's folder.
    static let pagePath = TextRule(length: 1...1000, pattern: "^[^/].*$") { text in
        if text.hasPrefix("/") {
            return Violation("starts with a slash", hint: "Write it relative to the site's folder: \"404.html\".")
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains(where: { $0 == "." || $0 == ".." || $0.isEmpty }) {
            return Violation("is not a plain path of a file inside the site's folder")
        }
        return controlCharacterViolation(text)
    }

    /// A file pattern; see `GlobPattern`.
    static let glob = TextRule(length: 1...GlobPattern.maximumLength) { text in
        do throws(GlobError) {
            _ = try GlobPattern(text)
            return nil
        } catch {
            return Violation("is not a file pattern: \(error.reason)")
        }
    }

    /// The API's path: what both API Gateway's routes and CloudFront's path patterns take letter by letter.
    static let route = TextRule(length: 2...255, pattern: #"^(/[A-Za-z0-9._~-]+)+$"#) { text in
        guard text.hasPrefix("/") else {
            return Violation("does not start with a slash", hint: "Write \(shown("/" + text)).")
        }
        if text.contains("{") || text.contains("*") || text.contains("$") {
            return Violation("has a variable or wildcard", hint: "The route is one fixed path, such as /api/visitors.")
        }
        if let violation = disallowedCharacter(
            in: text, allowed: "letters, digits and - . _ ~ between slashes",
            { $0.isASCIILetter || $0.isASCIIDigit || "-._~/".contains($0) })
        {
            return violation
        }
        if text.hasSuffix("/") { return Violation("ends in a slash", hint: "Write \(shown(String(text.dropLast()))).") }
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
            return Violation("has an empty, \".\" or \"..\" part")
        }
        return nil
    }

    private static func controlCharacterViolation(_ text: String) -> Violation? {
        text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
            ? Violation("contains a control character") : nil
    }
}
