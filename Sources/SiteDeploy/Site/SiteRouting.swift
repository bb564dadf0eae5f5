// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// Under which paths CloudFront serves the site's objects.
package struct SiteRouting: Sendable, Hashable {
    /// The page of a folder, a file name.
    package let index: String
    /// The page for what does not exist.
    package let notFound: ObjectKey?
    /// Whether a path that ends in `/`, or whose last part has no `.`, is answered by the folder's page.
    package let cleanURLs: Bool

    /// Routing with its parts.
    package init(index: String = "index.html", notFound: ObjectKey? = "404.html", cleanURLs: Bool = true) {
        self.index = index
        self.notFound = notFound
        self.cleanURLs = cleanURLs
    }

    /// The routing that a configuration describes.
    package init(_ site: SiteConfig.Site) {
        self.init(index: site.index, notFound: ObjectKey(site.notFound), cleanURLs: site.cleanURLs)
    }

    /// Every path under which an object may be cached, not encoded.
    ///
    /// | Key | Paths |
    /// |---|---|
    /// | `index.html` | `/index.html`, `/` |
    /// | `about/index.html`, clean URLs | `/about/index.html`, `/about/`, `/about` |
    /// | `v1.2/index.html`, clean URLs | `/v1.2/index.html`, `/v1.2/` |
    /// | anything else | `/` and the key |
    package func paths(of key: ObjectKey) -> [String] {
        let path = "/\(key)"
        guard key.name == index[...] else { return [path] }
        let folder = String(path.utf8.dropLast(index.utf8.count)) ?? path
        if folder == "/" { return [path, folder] }
        guard cleanURLs else { return [path] }
        let bare = String(folder.dropLast())
        let last = bare.split(separator: "/").last ?? ""
        return last.contains(".") ? [path, folder] : [path, folder, bare]
    }
}
