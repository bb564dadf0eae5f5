// SPDX-License-Identifier: Apache-2.0

/// A Content-Security-Policy, as far as it decides about live reload (W3C, "Content Security Policy Level 3").
package struct ContentSecurityPolicy: Sendable, Equatable {
    private let directives: [String: [String]]

    /// Reads a policy; of a directive that is there twice, the first counts.
    package init(_ text: String) {
        var directives: [String: [String]] = [:]
        for part in text.split(separator: ";") {
            let words = part.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
            guard let name = words.first, directives[name] == nil else { continue }
            directives[name] = Array(words.dropFirst())
        }
        self.directives = directives
    }

    /// Whether a directive lets in what comes from the page's own origin.
    ///
    /// - Parameter directive: `script-src` or `connect-src`.
    /// - Returns: Whether it does; a policy without a word on it does.
    package func allowsSelf(_ directive: String) -> Bool {
        let sources = directives["\(directive)-elem"] ?? directives[directive] ?? directives["default-src"]
        guard let sources else { return true }
        // With a nonce or a hash, and this word, the origin does not count any more.
        if directive == "script-src", sources.contains("'strict-dynamic'") { return false }
        return sources.contains { ["'self'", "*", "http:"].contains($0) }
    }

    /// The policies that a page sets for itself by `<meta http-equiv>`.
    ///
    /// - Parameter page: The text of the page.
    /// - Returns: The policies, in order; all of them hold.
    package static func policies(inPage page: String) -> [ContentSecurityPolicy] {
        var policies: [ContentSecurityPolicy] = []
        var rest = page.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[rest.index(after: start)...]
            if rest.starts(with: "!--".utf8) {
                rest = Substring(rest).firstRange(of: "-->").map { page.utf8[$0.upperBound...] } ?? rest.suffix(0)
                continue
            }
            guard rest.prefix(4).map(Unicode.Scalar.init).map(String.init).joined().lowercased() == "meta" else {
                continue
            }
            let attributes = self.attributes(&rest)
            if attributes["http-equiv"]?.lowercased() == "content-security-policy", let content = attributes["content"]
            {
                policies.append(ContentSecurityPolicy(content))
            }
        }
        return policies
    }

    /// The attributes of a tag; `rest` begins with its name, and goes on after its end.
    private static func attributes(_ rest: inout Substring.UTF8View) -> [String: String] {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let close = UInt8(ascii: ">")
        rest = rest.drop { !isSpace($0) && $0 != close }
        var found: [String: String] = [:]
        while true {
            rest = rest.drop { isSpace($0) || $0 == UInt8(ascii: "/") }
            guard let first = rest.first, first != close else { return found }
            let name = rest.prefix { !isSpace($0) && $0 != close && $0 != UInt8(ascii: "=") }
            rest = rest[name.endIndex...].drop(while: isSpace)
            if name.isEmpty, rest.first != UInt8(ascii: "=") { return found }
            var value = rest.prefix(0)
            if rest.first == UInt8(ascii: "=") {
                rest = rest.dropFirst().drop(while: isSpace)
                if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                    rest = rest.dropFirst()
                    value = rest.prefix { $0 != quote }
                    rest = rest[value.endIndex...].dropFirst()
                } else {
                    value = rest.prefix { !isSpace($0) && $0 != close }
                    rest = rest[value.endIndex...]
                }
            }
            let key = String(Substring(name)).lowercased()
            if found[key] == nil { found[key] = String(Substring(value)).replacing("&#39;", with: "'") }
        }
    }
}
