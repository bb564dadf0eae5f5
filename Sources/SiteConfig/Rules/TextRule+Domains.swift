// SPDX-License-Identifier: Apache-2.0

extension TextRule {
    private static let domainPattern =
        #"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$"#

    /// The site's own domain. ACM takes at most 64 characters for a certificate's first name.
    package static let domain = TextRule(length: 1...64, pattern: domainPattern, check: domainViolation)

    /// A further name of the site.
    static let alias = TextRule(length: 1...253, pattern: domainPattern, check: domainViolation)

    /// A hosted zone: its id or its name. The pattern of names takes ids' letters too, so ids need only add the dotless.
    static let zone = TextRule(
        length: 1...253,
        pattern:
            #"^(Z[A-Z0-9]{4,31}|[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+)$"#
    ) { text in
        if isZoneID(text) { return nil }
        if text.hasPrefix("/hostedzone/") {
            return Violation("has a path in front", hint: "Write the id alone: \(shown(String(text.dropFirst(12)))).")
        }
        return domainViolation(text)
    }

    /// Whether a text is a hosted zone's id, not a name: Route 53 gives ids of capitals and digits that start with Z.
    static func isZoneID(_ text: String) -> Bool {
        text.first == "Z" && (5...32).contains(text.count)
            && text.allSatisfy { $0.isASCIIDigit || ($0.isASCIILetter && $0.isUppercase) }
    }

    /// The host name rules of RFC 1123, with a reason for what people write in place of one.
    private static func domainViolation(_ text: String) -> Violation? {
        if let scheme = text.firstRange(of: "://") {
            let host = text[scheme.upperBound...].prefix { $0 != "/" && $0 != ":" }
            return Violation("is a URL", hint: "Write the domain alone: \(shown(String(host))).")
        }
        if text.contains("/") || text.contains(":") {
            let host = text.prefix { $0 != "/" && $0 != ":" }
            return Violation("has a path or port", hint: "Write the domain alone: \(shown(String(host))).")
        }
        if let letter = text.first(where: { !$0.isASCII }) {
            return Violation(
                "contains \(shown(String(letter)))",
                hint: "Write an international name in punycode, for example xn--mller-kva.example for müller.example.")
        }
        if text.hasSuffix(".") {
            return Violation("ends in a dot", hint: "Write \(shown(String(text.dropLast()))).")
        }
        if text.hasPrefix("*.") {
            return Violation("is a wildcard", hint: "Name each domain; a wildcard cannot be redirected to the site.")
        }
        let allowed = "letters, digits, hyphens and dots"
        if let violation = disallowedCharacter(
            in: text, allowed: allowed, { $0.isASCIILetter || $0.isASCIIDigit || $0 == "-" || $0 == "." })
        {
            return violation
        }
        return labelViolation(text)
    }

    private static func labelViolation(_ text: String) -> Violation? {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if labels.contains(where: \.isEmpty) { return Violation("has an empty part between dots") }
        if labels.count < 2 {
            return Violation("has no top-level domain", hint: "Write a full name such as \"\(text).com\".")
        }
        if let long = labels.first(where: { $0.count > 63 }) {
            return Violation("has a part of \(long.count) characters, at most 63 are allowed")
        }
        if let label = labels.first(where: { $0.hasPrefix("-") || $0.hasSuffix("-") }) {
            return Violation("has the part \(shown(String(label))), which starts or ends with a hyphen")
        }
        if labels.last?.allSatisfy(\.isASCIIDigit) == true {
            return Violation("is an IP address or ends in a number", hint: "A site needs a domain name.")
        }
        if text.lowercased().hasSuffix(".cloudfront.net") {
            return Violation(
                "belongs to CloudFront", hint: "Leave \"domain\" out to use the name that CloudFront gives the site.")
        }
        return nil
    }
}
