// SPDX-License-Identifier: Apache-2.0

/// The `Cache-Control` of a file when the configuration sets none.
///
/// | File | Browsers | CloudFront |
/// |---|---|---|
/// | pages, manifests, feeds, service workers, `robots.txt` | ask each time | asks the bucket each time |
/// | name with a content hash | keep it a year, never ask | same |
/// | scripts, styles, source maps, JSON without a hash | ask each time | keeps it a day |
/// | everything else | keep it an hour | same |
///
/// A page and its script or style must fit together, so without a hash in the name they are asked for each time; the
/// answer comes from CloudFront, which a deploy tells what changed. Images, fonts and documents may be an hour old.
package enum CacheRules {
    /// For what can change at any time under its name.
    package static let revalidate = "public, max-age=0, must-revalidate"
    /// For what never changes under its name.
    package static let immutable = "public, max-age=31536000, immutable"
    /// For the parts of a page that change with it.
    package static let edgeOnly = "public, max-age=0, s-maxage=86400, must-revalidate"
    /// For the rest.
    package static let hour = "public, max-age=3600"

    /// The value for a file's path inside the site.
    package static func cacheControl(for key: ObjectKey) -> String {
        let name = key.name.lowercased()
        let type = ContentTypes.extensionOfName(name)
        if alwaysFresh.contains(name) || freshExtensions.contains(type) { return revalidate }
        if type == "xml" || type == "json", freshStems.contains(where: { name.hasPrefix($0) }) { return revalidate }
        if hasContentHash(key.name) { return immutable }
        return pageParts.contains(type) ? edgeOnly : hour
    }

    /// Whether a name carries a hash of the content, so that other content comes under another name.
    ///
    /// Wrong guesses are not equal: a hash that is missed costs a question to CloudFront, a word that is taken for a
    /// hash leaves visitors with an old file for a year. So the rule is narrow. The last part of the name between `.`,
    /// `-` or `_`, without extensions such as `.min.js` or `.js.map`, is a hash when it is
    /// - 8, 10, 12, 16, 20, 32, 40 or 64 lower-case hexadecimal digits that change between digit and letter at least
    ///   twice; a name of nothing else needs 16; or
    /// - in scripts, styles, fonts and WebAssembly only: 8, 10 or 12 letters and digits with a lower-case letter, an
    ///   upper-case letter and a digit, or upper-case letters and digits, that change their kind at least three times.
    package static func hasContentHash(_ name: Substring) -> Bool {
        var parts = name.utf8.split(omittingEmptySubsequences: false, whereSeparator: isSeparator)
        // Hardly any name has a part that is long enough.
        guard parts.count > 1, parts.contains(where: { $0.count >= 8 }),
            let type = name.utf8.split(separator: UInt8(ascii: ".")).last?.lowercasedASCIIText
        else { return false }
        parts.removeLast()
        while let last = parts.last, builtSuffixes.contains(last.lowercasedASCIIText) { parts.removeLast() }
        guard let candidate = parts.popLast() else { return false }
        let hasStem = parts.contains { !$0.isEmpty }
        let kinds = candidate.map(Kind.init)
        let changes = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
        if candidate.allSatisfy({ isLowerHexadecimal($0) }) {
            return hexadecimalLengths.contains(candidate.count) && changes >= 2 && (hasStem || candidate.count >= 16)
        }
        guard builtExtensions.contains(type == "map" ? "js" : type), hasStem, mixedLengths.contains(candidate.count)
        else { return false }
        return !kinds.contains(.other) && kinds.contains(.upper) && kinds.contains(.digit) && changes >= 3
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private enum Kind {
        case lower, upper, digit, other

        init(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): self = .lower
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .upper
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
            default: self = .other
            }
        }
    }

    private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static let alwaysFresh: Set<String> = [
        "sw.js", "service-worker.js", "serviceworker.js", "service_worker.js", "firebase-messaging-sw.js",
        "manifest.json", "asset-manifest.json", "version.json", "robots.txt", "humans.txt", "security.txt", "ads.txt",
        "apple-app-site-association", "assetlinks.json", "browserconfig.xml",
    ]
    private static let freshExtensions: Set<String> = [
        "html", "htm", "shtml", "xhtml", "xht", "webmanifest", "appcache", "rss", "atom",
    ]
    private static let freshStems = ["feed", "rss", "atom", "index", "sitemap"]
    private static let pageParts: Set<String> = ["js", "mjs", "cjs", "css", "map", "json", "wasm"]
    private static let builtExtensions: Set<String> = ["js", "mjs", "cjs", "css", "wasm", "woff", "woff2"]
    private static let builtSuffixes: Set<String> = [
        "js", "mjs", "cjs", "css", "min", "bundle", "chunk", "module", "esm",
    ]
    private static let hexadecimalLengths: Set<Int> = [8, 10, 12, 16, 20, 32, 40, 64]
    private static let mixedLengths: Set<Int> = [8, 10, 12]
}
