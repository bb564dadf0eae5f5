// SPDX-License-Identifier: Apache-2.0

extension SiteScanner {
    /// Hashes the large files that a scan has left, unless the listing tells that they are to be sent: the bucket has
    /// no object of that key and size. Those are hashed when they are sent, so that they are read once.
    ///
    /// - Parameters:
    ///   - scan: What `scan(leavesLargeFiles: true)` gave.
    ///   - listing: The bucket.
    /// - Returns: The scan with the hashes that a comparison needs.
    /// - Throws: `SiteProblems` when a file cannot be read or has changed, and `CancellationError`.
    package func completing(_ scan: SiteScan, with listing: SiteListing) async throws -> SiteScan {
        let left = scan.files.filter { $0.unhashed != nil && listing[$0.key]?.byteCount == $0.byteCount }
        guard !left.isEmpty else { return scan }
        var hashed: [ObjectKey: LocalFile] = [:]
        var problems: [SiteProblem] = []
        let entries = left.compactMap { file in
            file.unhashed.map { FolderEntry(key: file.key, path: file.path, stamp: $0) }
        }
        let files = Dictionary(left.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        try await BoundedGroup.run(entries, limit: concurrency) { entry -> Result<FileDigests, any Error> in
            do {
                return .success(try await FileDigests(of: entry, buffer: ReadBuffer()))
            } catch {
                return .failure(error)
            }
        } each: { entry, result in
            switch result {
            case .success(let digests):
                if let secret = digests.secret { problems.append(secret.problem(in: entry.key)) }
                hashed[entry.key] = files[entry.key]?.hashed(digests)
            case .failure(let error):
                problems.append(try ScanWorker.problem(entry, error))
            }
        }
        guard problems.isEmpty else { throw SiteProblems(problems) }
        return SiteScan(files: scan.files.map { hashed[$0.key] ?? $0 }, warnings: scan.warnings)
    }
}

extension LocalFile {
    /// The file with its hashes.
    fileprivate func hashed(_ digests: FileDigests) -> LocalFile {
        LocalFile(
            key: key, path: path, byteCount: byteCount, md5: digests.md5, partMD5s: digests.partMD5s,
            headers: headers, headersDigest: headersDigest)
    }
}
