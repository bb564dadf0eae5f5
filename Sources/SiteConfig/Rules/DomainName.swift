// SPDX-License-Identifier: Apache-2.0

/// What a domain's name alone tells.
package enum DomainName {
    /// Second-level names under which others register domains, by their country. The public suffix list has thousands
    /// of entries and changes weekly; these are the common ones, and for any other an explicit `aliases:` does it.
    private static let secondLevels: [String: Set<String>] = [
        "ar": ["com", "net", "org"],
        "at": ["co", "or"],
        "au": ["asn", "com", "edu", "gov", "id", "net", "org"],
        "br": ["app", "blog", "com", "dev", "eco", "net", "org"],
        "cn": ["com", "net", "org"],
        "co": ["com", "net", "nom", "org"],
        "cy": ["com", "org"],
        "es": ["com", "nom", "org"],
        "hk": ["com", "idv", "net", "org"],
        "hu": ["co", "org"],
        "id": ["co", "my", "or", "web"],
        "il": ["co", "net", "org"],
        "in": ["co", "firm", "gen", "ind", "net", "org"],
        "jp": ["ac", "co", "go", "gr", "ne", "or"],
        "ke": ["co", "me", "ne", "or"],
        "kr": ["co", "ne", "or", "pe", "re"],
        "mx": ["com", "net", "org"],
        "my": ["com", "name", "net", "org"],
        "ng": ["com", "net", "org"],
        "nz": ["ac", "co", "geek", "gen", "kiwi", "net", "org"],
        "pe": ["com", "net", "nom", "org"],
        "ph": ["com", "net", "org"],
        "pk": ["com", "net", "org"],
        "pl": ["com", "info", "net", "org"],
        "pt": ["com", "org"],
        "sg": ["com", "net", "org", "per"],
        "th": ["co", "in", "or"],
        "tr": ["bel", "com", "gen", "net", "org", "web"],
        "tw": ["com", "idv", "net", "org"],
        "ua": ["com", "in", "kiev", "net", "org"],
        "uk": ["ac", "co", "gov", "ltd", "me", "net", "org", "plc"],
        "ve": ["co", "com", "net", "org", "web"],
        "vn": ["com", "name", "net", "org"],
        "za": ["co", "net", "nom", "org", "web"],
    ]

    /// Whether a domain is an apex, one that a registrar sells: two labels, or three when the last two are a known
    /// second level such as `co.uk`. `co.uk` itself is none.
    package static func isApex(_ domain: String) -> Bool {
        let labels = domain.split(separator: ".").map(String.init)
        guard labels.count == 2 || labels.count == 3, let top = labels.last else { return false }
        let isSecondLevel = secondLevels[top]?.contains(labels[labels.count - 2]) ?? false
        return isSecondLevel == (labels.count == 3)
    }

    /// The apex that a name lies below, or is.
    ///
    /// - Parameter name: A name of two labels or more.
    /// - Returns: Its last two labels, or three below a known second level.
    package static func apex(of name: String) -> String {
        let labels = name.split(separator: ".")
        for count in [2, 3] {
            let suffix = labels.suffix(count).joined(separator: ".")
            if isApex(suffix) { return suffix }
        }
        return name
    }

    /// Whether a domain is a zone's own name or lies below it.
    package static func isName(_ domain: String, inZone zone: String) -> Bool {
        domain == zone || domain.hasSuffix("." + zone)
    }
}
