// SPDX-License-Identifier: Apache-2.0

/// When a file is sent, so that no visitor gets a page whose parts are not there yet.
package enum SitePhase: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// What pages refer to.
    case assets
    /// Pages.
    case pages
    /// What refers to pages: the front page, feeds, site maps and service workers.
    case entries

    /// The phase of a file.
    init(of file: LocalFile, index: String) {
        let name = file.key.name.lowercased()
        let type = file.headers.contentType.prefix { $0 != ";" }
        if file.key == ObjectKey(index) || Self.workers.contains(name) || Self.feedTypes.contains(String(type))
            || name.hasSuffix(".xml") && ["sitemap", "feed", "rss", "atom"].contains(where: name.hasPrefix)
        {
            self = .entries
        } else {
            self = Self.pageTypes.contains(String(type)) ? .pages : .assets
        }
    }

    package static func < (left: SitePhase, right: SitePhase) -> Bool { left.rawValue < right.rawValue }

    private static let pageTypes: Set<String> = ["text/html", "application/xhtml+xml"]
    private static let feedTypes: Set<String> = ["application/rss+xml", "application/atom+xml"]
    private static let workers: Set<String> = ["sw.js", "service-worker.js", "serviceworker.js"]
}
