// SPDX-License-Identifier: Apache-2.0

/// The paths of one invalidation, in the form that CloudFront takes.
///
/// Every path that a visitor may have asked for a changed object is covered by one of them, in whatever way the
/// visitor's browser spelled it. More may be covered: that costs CloudFront a question to the bucket, nothing else.
///
/// CloudFront charges for paths, not for files, beyond 1,000 a month, and allows only 15 wildcards at a time. So paths
/// are sent one by one while they are few; then folders of which half or more changed become a wildcard each; and when
/// that is still too much, everything does.
///
/// Reference: Amazon CloudFront Developer Guide, "What you need to know when invalidating files" and "Concurrent
/// invalidation request maximum".
package struct InvalidationPaths: Sendable, Hashable {
    /// The paths, sorted, each once; empty when there is nothing to invalidate.
    package let paths: [String]

    /// More paths than this are collapsed.
    package static let mostPaths = 30
    /// More wildcards than this become `/*`; a third of what CloudFront allows, for deploys that follow each other.
    package static let mostWildcards = 5
    /// A folder needs this many changed files to be worth a wildcard.
    private static let fewestFilesToCollapse = 5

    /// The one path that covers the whole distribution.
    package static let everything = InvalidationPaths(paths: ["/*"])
    /// Nothing to invalidate.
    package static let none = InvalidationPaths(paths: [])

    private init(paths: [String]) {
        self.paths = paths
    }

    /// The paths that cover every way to ask for the changed objects.
    ///
    /// - Parameters:
    ///   - changed: Keys whose object changed or went away.
    ///   - site: The keys of the site, to see how much of a folder changed.
    ///   - routing: Under which paths objects are served. When the page for what does not exist changed, everything
    ///     is covered, because it is cached under paths that nobody knows.
    package init(changed: some Collection<ObjectKey>, among site: some Sequence<ObjectKey>, routing: SiteRouting) {
        if let notFound = routing.notFound, changed.contains(notFound) {
            self = .everything
            return
        }
        let changed = Set(changed)
        let single = Self.reduced(changed.flatMap { routing.paths(of: $0) }.flatMap(InvalidationPath.patterns))
        if Self.isFew(single) {
            self.init(paths: single)
            return
        }
        let folders = Self.collapsible(changed: changed, all: changed.union(site))
        if folders.contains("/") {
            self = .everything
            return
        }
        let wildcards = folders.flatMap(InvalidationPath.patterns).map { $0.hasSuffix("*") ? $0 : "\($0)*" }
        let collapsed = Self.reduced(single + wildcards)
        self = Self.isFew(collapsed) ? InvalidationPaths(paths: collapsed) : .everything
    }

    /// Whether there is nothing to invalidate.
    package var isEmpty: Bool { paths.isEmpty }

    /// Whether a path, encoded as a browser sends it, is covered.
    package func covers(_ path: String) -> Bool {
        paths.contains { InvalidationPath.covers($0, path) }
    }

    private static func isFew(_ paths: [String]) -> Bool {
        paths.count <= mostPaths && paths.count { $0.hasSuffix("*") } <= mostWildcards
    }

    /// The paths sorted, without those that a wildcard among them covers.
    private static func reduced(_ paths: [String]) -> [String] {
        let unique = Set(paths)
        let wildcards = unique.filter { $0.hasSuffix("*") }
        return unique.filter { path in
            !wildcards.contains { $0 != path && InvalidationPath.covers($0, path) }
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The topmost folders, as paths with a slash at both ends, of which at least half of the files changed.
    private static func collapsible(changed: Set<ObjectKey>, all: Set<ObjectKey>) -> [String] {
        var counts: [String: (changed: Int, all: Int)] = [:]
        for key in all {
            for folder in folders(of: key) {
                counts[folder, default: (0, 0)].all += 1
                if changed.contains(key) { counts[folder, default: (0, 0)].changed += 1 }
            }
        }
        let candidates = Set(
            counts.filter { $0.value.changed >= fewestFilesToCollapse && 2 * $0.value.changed >= $0.value.all }.keys)
        return candidates.filter { folder in
            let parents = folders(of: ObjectKey(String(folder.dropFirst().dropLast())))
            return folder == "/" || !parents.contains { candidates.contains($0) }
        }
    }

    /// The folders that a key is in, from `/` down.
    private static func folders(of key: ObjectKey) -> [String] {
        var folders = ["/"]
        for part in key.string.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            folders.append("\(folders[folders.count - 1])\(part)/")
        }
        return folders
    }
}
