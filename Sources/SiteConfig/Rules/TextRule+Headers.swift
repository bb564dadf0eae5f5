// SPDX-License-Identifier: Apache-2.0

extension TextRule {
    /// S3 limits all of an object's own headers to 8 KB and its metadata to 2 KB together.
    private static let headerLength = 1...1024

    private static func isTokenCharacter(_ character: Character) -> Bool {
        // RFC 9110, "Tokens".
        character.isASCIILetter || character.isASCIIDigit || "!#$%&'*+-.^_`|~".contains(character)
    }

    private static func isToken(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.allSatisfy(isTokenCharacter)
    }

    /// What holds for every header: printable ASCII without spaces at the ends. S3 would encode anything else.
    private static func headerViolation(_ text: String) -> Violation? {
        if text.hasPrefix(" ") || text.hasSuffix(" ") { return Violation("starts or ends with a space") }
        return disallowedCharacter(in: text, allowed: "printable ASCII characters") {
            $0.unicodeScalars.count == 1 && $0.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }
        }
    }

    private static func header(_ check: @escaping @Sendable (String) -> Violation?) -> TextRule {
        TextRule(length: headerLength, pattern: "^[!-~]([ -~]*[!-~])?$") { headerViolation($0) ?? check($0) }
    }

    /// The value of a metadata header; any printable text.
    static let metadataValue = header { _ in nil }

    /// The name of a metadata header behind `x-amz-meta-`.
    static let metadataKey = TextRule(length: 1...128, pattern: "^(?!resumectl)[a-z0-9][a-z0-9_-]*$") { text in
        if text.hasPrefix("resumectl") { return Violation("starts with \"resumectl\", which is kept for resumectl") }
        if text.hasPrefix("x-amz-meta-") {
            return Violation("has S3's prefix", hint: "Write \(shown(String(text.dropFirst(11)))); S3 adds the rest.")
        }
        if text.hasPrefix("-") || text.hasPrefix("_") { return Violation("does not start with a letter or digit") }
        return disallowedCharacter(in: text, allowed: "lower-case letters a-z, digits, hyphens and underscores") {
            $0.isASCIIDigit || ($0.isASCIILetter && $0.isLowercase) || $0 == "-" || $0 == "_"
        }
    }

    /// `Cache-Control` (RFC 9111): directives with commas between them.
    static let cacheControl = header { text in
        let withSeconds = ["max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let directive = part.trimmingSpaces
            guard !directive.isEmpty else { return Violation("has an empty directive") }
            let pair = directive.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count == 2 ? pair[1] : nil
            guard let name = pair.first, isToken(name), value.map({ isToken($0) || $0.isQuoted }) ?? true else {
                return Violation(
                    "has the directive \(shown(String(directive))), which is not one",
                    hint: "Separate directives with commas: \"public, max-age=3600\".")
            }
            let needsSeconds = withSeconds.contains(name.lowercased())
            if needsSeconds, value.map({ $0.isEmpty || !$0.allSatisfy(\.isASCIIDigit) }) ?? true {
                return Violation("needs a number of seconds after \"\(name)=\"", hint: "For example \"\(name)=3600\".")
            }
        }
        return nil
    }

    /// `Content-Type`: a media type, maybe with parameters.
    static let contentType = header { text in
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmingSpaces)
        let type = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard type.count == 2, type.allSatisfy(isToken) else {
            return Violation("is not a media type", hint: "Write for example \"text/html; charset=utf-8\".")
        }
        for parameter in parts.dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, isToken(pair[0]), isToken(pair[1]) || pair[1].isQuoted else {
                return Violation("has the parameter \(shown(String(parameter))), which is not of the form name=value")
            }
        }
        return nil
    }

    /// `Content-Disposition`: `inline` or `attachment`, maybe with a file name.
    static let contentDisposition = header { text in
        let kind = text.prefix { $0 != ";" }.trimmingSpaces.lowercased()
        guard kind == "inline" || kind == "attachment" else {
            return Violation("starts with neither \"inline\" nor \"attachment\"")
        }
        return nil
    }

    /// `Content-Encoding`: codings with commas between them.
    static let contentEncoding = header { text in
        let known = ["gzip", "br", "zstd", "deflate", "compress"]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let coding = String(part.trimmingSpaces)
            guard !known.contains(coding.lowercased()) else { continue }
            let nearest = NearestName.find(coding, among: known).map { "Did you mean \"\($0)\"?" }
            return Violation(
                "names the coding \(shown(coding)), which browsers do not know",
                hint: nearest ?? "Known are \(known.joined(separator: ", ")).")
        }
        return nil
    }

    /// `Content-Language`: language tags (BCP 47) with commas between them.
    static let contentLanguage = header { text in
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let tag = part.trimmingSpaces
            let subtags = tag.split(separator: "-", omittingEmptySubsequences: false)
            let isTag =
                (subtags.first ?? "").allSatisfy(\.isASCIILetter)
                && subtags.allSatisfy {
                    (1...8).contains($0.count) && $0.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
                }
            guard isTag else {
                return Violation(
                    "has the language \(shown(String(tag))), which is not a language tag",
                    hint: "Write for example \"en\" or \"de-AT\".")
            }
        }
        return nil
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at both ends.
    fileprivate var trimmingSpaces: SubSequence {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return text
    }

    /// Whether this is a text in double quotes with none inside.
    fileprivate var isQuoted: Bool {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") && !dropFirst().dropLast().contains("\"")
    }
}
