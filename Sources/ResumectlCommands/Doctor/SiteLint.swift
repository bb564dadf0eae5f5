// SPDX-License-Identifier: Apache-2.0

internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Follows the links of a site's pages and style sheets to its own files.
struct SiteLint {
    let config: SiteConfig
    let files: [LocalFile]
    /// How a path is shown.
    let show: (String) -> String
    /// A page that is larger is passed over.
    private static let largest: Int64 = 20_000_000

    /// - Returns: A finding for each link that leads nowhere, or one that all is well.
    func findings() -> [Finding] {
        let addresses = SiteAddresses(keys: files.map(\.key.string), config: config)
        var findings: [Finding] = []
        var count = 0
        for file in files {
            guard let kind = Kind(file) else { continue }
            guard file.byteCount <= Self.largest, let data = FileManager.default.contents(atPath: file.path) else {
                findings.append(
                    .warning(
                        .links, "not-read", "The file's links were not looked at: it is larger than 20 MB, or gone.",
                        at: show(file.path), fix: "Make it smaller, or look at its links by hand."))
                continue
            }
            let (links, base) = kind.links(in: Array(data))
            count += links.count
            findings += links.compactMap { link in
                guard
                    case .missing(let path, let similar) = addresses.target(
                        of: link.address, in: file.key.string, base: base)
                else { return nil }
                return Self.finding(link, path, similar, at: "\(show(file.path)):\(link.line)")
            }
        }
        if findings.isEmpty { findings.append(.fine(.links, "\(count) links in pages and style sheets, none broken")) }
        return findings
    }

    private static func finding(_ link: LinkText, _ path: String, _ similar: String?, at place: String) -> Finding {
        let address = link.address == path ? "" : " (\(link.address))"
        if let similar {
            return .error(
                .links, "broken-link", "The site has no \(path)\(address); it has \(similar).", at: place,
                fix: "Use the same capital and small letters; CloudFront tells them apart.")
        }
        return .error(
            .links, "broken-link", "The site has no \(path)\(address).", at: place,
            fix: "Correct the link, or add the file.")
    }

    /// What links are written in.
    private enum Kind {
        case page
        case styles

        init?(_ file: LocalFile) {
            let type = file.headers.contentType.prefix { $0 != ";" }.lowercased()
            switch type {
            case "text/html", "application/xhtml+xml": self = .page
            case "text/css": self = .styles
            default: return nil
            }
        }

        func links(in bytes: [UInt8]) -> (links: [LinkText], base: String?) {
            switch self {
            case .page:
                let page = HTMLLinks(bytes)
                return (page.links, page.base)
            case .styles: return (CSSLinks.find(in: bytes[...]), nil)
            }
        }
    }
}
