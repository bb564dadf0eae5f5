// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// Reads the site's folder: which files it has, their hashes and their headers.
package struct SiteScanner: Sendable {
    /// The most bytes of a file that CloudFront serves (Amazon CloudFront Developer Guide, "Quotas").
    private static let largestFile: Int64 = 50_000_000_000

    let concurrency: Int
    let headerChoice: HeaderChoice
    private let folder: String
    private let exclude: [GlobPattern]
    private let apiPathPattern: String?

    /// A scanner of a folder.
    ///
    /// - Parameters:
    ///   - folder: The folder's path; it may be a link.
    ///   - exclude: What the configuration leaves out.
    ///   - headerRules: The configuration's headers, in order.
    ///   - apiPathPattern: The paths that the API answers in place of the site, such as `/api/*`; `nil` for none.
    ///   - concurrency: How many files are hashed at once, at least 1; more than the machine has processors do not pay.
    package init(
        folder: String, exclude: [GlobPattern] = [], headerRules: [SiteConfig.HeaderRule] = [],
        apiPathPattern: String? = nil, concurrency: Int = Processors.count
    ) {
        self.folder = folder
        self.exclude = exclude
        headerChoice = HeaderChoice(rules: headerRules)
        self.apiPathPattern = apiPathPattern
        self.concurrency = max(1, concurrency)
    }

    /// A scanner of the site that a configuration describes.
    package init(_ config: SiteConfig) {
        self.init(
            folder: config.site.path, exclude: config.site.exclude, headerRules: config.site.headerRules,
            apiPathPattern: config.counter.flatMap { $0.exposure == .cloudfront ? $0.pathPattern : nil })
    }

    /// Reads the folder; each file is read once.
    ///
    /// Dotfiles (but `.well-known/`), what editors and systems leave behind, and the excludes are not looked at.
    ///
    /// - Parameters:
    ///   - leavesLargeFiles: Does not hash files that are sent in parts; `completing` does, where it must be.
    ///   - namesFound: Told the keys of the files in the order of their bytes, before any of them is read.
    /// - Returns: The files, and what is odd about them.
    /// - Throws: `SiteProblems` with everything that is wrong with the folder, and `CancellationError`. A folder
    ///   without a file is refused: to deploy it would empty the bucket. So is a file that is a private key or
    ///   holds credentials.
    package func scan(
        leavesLargeFiles: Bool = false, namesFound: @Sendable ([ObjectKey]) -> Void = { _ in }
    ) async throws -> SiteScan {
        let found = try walk()
        namesFound(found.entries.map(\.key))
        var problems = found.problems
        problems += found.entries.filter { $0.stamp.byteCount > Self.largestFile }.map {
            SiteProblem(
                .tooLarge, path: $0.key.string, "The file is larger than 50 GB, the most that CloudFront serves.",
                hint: "Split it, or exclude it.")
        }
        // While the files are hashed; it asks nothing but their names.
        async let warnings = warnings(of: found.entries)
        let (files, failures) = try await hash(
            found.entries.filter { $0.stamp.byteCount <= Self.largestFile }, leavesLargeFiles: leavesLargeFiles)
        problems += failures
        if found.entries.isEmpty, problems.isEmpty {
            problems.append(
                SiteProblem(
                    .folderEmpty, path: folder, "The folder has no file to publish.",
                    hint: "Check the path and the excludes. To remove a site, use \"resumectl destroy\"."))
        }
        guard problems.isEmpty else { throw SiteProblems(problems) }
        return SiteScan(files: files, warnings: await warnings)
    }

    private func warnings(of entries: [FolderEntry]) -> [SiteProblem] {
        NameWarnings.caseClashes(entries) + NameWarnings.oddNames(entries) + NameWarnings.likelySecrets(entries)
            + NameWarnings.shadowed(entries, byAPIAt: apiPathPattern)
    }

    /// Finds the files, without a look into them.
    ///
    /// - Throws: `SiteProblems` when the folder itself cannot be read, and `CancellationError`.
    func walk() throws -> (entries: [FolderEntry], problems: [SiteProblem]) {
        let exclude = exclude
        return try FolderWalk.run(root: folder) { key, isFolder in
            SkippedNames.skips(key, isFolder: isFolder) || exclude.contains { $0.matchesPathOrFolder(of: key.string) }
        }
    }

    /// Hashes the files, on all processors. The result is in the order of the entries.
    private func hash(
        _ entries: [FolderEntry], leavesLargeFiles: Bool
    ) async throws -> (files: [LocalFile], problems: [SiteProblem]) {
        let queue = ScanQueue(entries)
        let headerChoice = headerChoice
        var batches: [ScanBatch] = []
        try await withThrowingTaskGroup(of: [ScanBatch].self) { group in
            for _ in 0..<min(concurrency, entries.count) {
                group.addTask {
                    var worker = ScanWorker(headerChoice, leavesLargeFiles: leavesLargeFiles)
                    var done: [ScanBatch] = []
                    while let range = queue.next() {
                        done.append(try await worker.hash(entries[range]))
                        // What came from the bucket meanwhile is read in between.
                        await Task.yield()
                    }
                    return done
                }
            }
            for try await done in group { batches += done }
        }
        batches.sort { $0.start < $1.start }
        return (batches.flatMap(\.files), batches.flatMap(\.problems))
    }
}
