// SPDX-License-Identifier: Apache-2.0

internal import AWSWire
internal import SiteConfig
internal import SiteDeploy

/// The addresses that a site answers, and where links lead among them.
struct SiteAddresses: Sendable {
    /// Where a link leads.
    enum Target: Sendable, Equatable {
        /// To another site, or to no file at all, such as a mail address.
        case elsewhere
        /// To something that is there.
        case found
        /// To this path of the site, where nothing is; `similar` differs from it only in letter case.
        case missing(path: String, similar: String?)
    }

    private let paths: Set<String>
    private let folded: [String: String]
    private let hosts: Set<String>
    private let isAnsweredByAPI: @Sendable (String) -> Bool

    /// - Parameters:
    ///   - keys: The paths of the files inside the site's folder.
    ///   - config: The site.
    init(keys: [String], config: SiteConfig) {
        let routing = SiteRouting(config.site)
        let all = keys.flatMap { routing.paths(of: ObjectKey($0)) }
        paths = Set(all)
        folded = Dictionary(all.map { ($0.lowercased(), $0) }) { first, _ in first }
        hosts = Set(config.siteNames)
        let pattern = config.counter.flatMap { $0.exposure == .cloudfront ? $0.pathPattern : nil }
        isAnsweredByAPI = { path in
            guard let pattern else { return false }
            return pattern.hasSuffix("*") ? path.hasPrefix(pattern.dropLast()) : path == pattern
        }
    }

    /// Finds out where a link leads.
    ///
    /// - Parameters:
    ///   - link: The address as it is written.
    ///   - key: The file that has it.
    ///   - base: The address that relative links start from, if the page says one.
    /// - Returns: The target.
    func target(of link: String, in key: String, base: String? = nil) -> Target {
        let own = "/" + key
        var start = own
        if let base {
            guard let path = path(of: base, from: own) else {
                // Relative links lead to the other site; those with a slash do too.
                return .elsewhere
            }
            start = path
        }
        guard let path = path(of: link, from: start) else { return .elsewhere }
        // A part of the page itself, or the same page with a query.
        if link.hasPrefix("#") || link.hasPrefix("?") { return .found }
        if paths.contains(path) || isAnsweredByAPI(path) { return .found }
        return .missing(path: path, similar: folded[path.lowercased()])
    }

    /// The path on this site, decoded and without dots; `nil` for an address elsewhere.
    private func path(of link: String, from start: String) -> String? {
        var rest = link[...]
        if let scheme = Self.scheme(of: link) {
            guard scheme == "https" || scheme == "http" else { return nil }
            rest = rest.dropFirst(scheme.utf8.count + 1)
            guard rest.hasPrefix("//") else { return nil }
        }
        if rest.hasPrefix("//") {
            let host = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            guard hosts.contains(host.lowercased()) else { return nil }
            rest = rest[host.endIndex...]
            if !rest.hasPrefix("/") { rest = "/" + rest }
        }
        let text = rest.prefix { $0 != "#" && $0 != "?" }
        guard !text.isEmpty else { return start }
        let decoded = (try? URLDecoding.decode(String(text))) ?? String(text)
        return Self.resolve(decoded, from: start)
    }

    /// The scheme in lower case, such as `mailto`; `nil` for a path.
    private static func scheme(of link: String) -> String? {
        guard let colon = link.firstIndex(of: ":"), let first = link.first, first.isASCII, first.isLetter else {
            return nil
        }
        let name = link[..<colon]
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }) else { return nil }
        return name.lowercased()
    }

    /// A path seen from another one, both as browsers put them together.
    private static func resolve(_ path: String, from start: String) -> String {
        let whole =
            path.hasPrefix("/")
            ? path : start[...(start.lastIndex(of: "/") ?? start.startIndex)] + path
        var parts: [Substring] = []
        let all = whole.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in all.enumerated() {
            let isLast = index == all.count - 1
            switch part {
            case ".": if isLast { parts.append("") }
            case "..":
                if !parts.isEmpty { parts.removeLast() }
                if isLast { parts.append("") }
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
