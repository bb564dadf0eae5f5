// SPDX-License-Identifier: Apache-2.0

/// Hashes files, some at a time, and chooses their headers.
struct ScanWorker: ~Copyable {
    private var small = SmallFiles()
    private let buffer = ReadBuffer()
    private var headers: HeaderCache
    private let leavesLargeFiles: Bool

    /// - Parameters:
    ///   - choice: The headers by key.
    ///   - leavesLargeFiles: Does not hash files that are sent in parts.
    init(_ choice: HeaderChoice, leavesLargeFiles: Bool) {
        headers = HeaderCache(choice)
        self.leavesLargeFiles = leavesLargeFiles
    }

    /// What hashing gives, before the hashes of small files are there.
    private enum Found {
        case small(Int)
        case large(FileDigests)
        case unhashed
        case problem(SiteProblem)
    }

    /// Hashes files that `ScanQueue` gave.
    ///
    /// - Throws: `CancellationError`.
    mutating func hash(_ entries: ArraySlice<FolderEntry>) async throws -> ScanBatch {
        try Task.checkCancellation()
        small.clear()
        var found: [Found] = []
        for entry in entries {
            do {
                found.append(try await read(entry))
            } catch {
                found.append(.problem(try Self.problem(entry, error)))
            }
        }
        let md5s = small.md5s()
        var batch = ScanBatch(start: entries.startIndex)
        for (entry, found) in zip(entries, found) {
            switch found {
            case .problem(let problem): batch.problems.append(problem)
            case .small(let index):
                batch.files.append(file(entry, md5: md5s[index]))
            case .large(let digests):
                batch.files.append(file(entry, md5: digests.md5, partMD5s: digests.partMD5s))
            case .unhashed:
                batch.files.append(file(entry, md5: "", unhashed: entry.stamp))
            }
        }
        return batch
    }

    private mutating func read(_ entry: FolderEntry) async throws -> Found {
        let found: Found
        let secret: SecretContent?
        if entry.stamp.byteCount <= SmallFiles.largestFile {
            found = .small(small.count)
            secret = try small.read(entry)
        } else {
            let isSampled = leavesLargeFiles && MultipartLayout(byteCount: entry.stamp.byteCount) != nil
            let digests = try await FileDigests(of: entry, buffer: buffer, isSampled: isSampled)
            found = isSampled ? .unhashed : .large(digests)
            secret = digests.secret
        }
        return secret.map { .problem($0.problem(in: entry.key)) } ?? found
    }

    private mutating func file(
        _ entry: FolderEntry, md5: String, partMD5s: [[UInt8]] = [], unhashed: FileStamp? = nil
    ) -> LocalFile {
        let (headers, digest) = headers.headers(for: entry.key)
        return LocalFile(
            key: entry.key, path: entry.path, byteCount: entry.stamp.byteCount, md5: md5, partMD5s: partMD5s,
            headers: headers, headersDigest: digest, unhashed: unhashed)
    }

    /// What a file that cannot be hashed is told as.
    ///
    /// - Throws: What is no matter of the file.
    static func problem(_ entry: FolderEntry, _ error: any Error) throws -> SiteProblem {
        switch error {
        case let failure as FileFailure:
            SiteProblem(
                .unreadable, path: entry.key.string, "This cannot be read: \(failure.reason).",
                hint: "Make it readable for you, or exclude it.")
        case is FileChange:
            SiteProblem(
                .changedWhileRead, path: entry.key.string, "The file changed while it was read.",
                hint: "Wait until the site is built, then run the command again.")
        default: throw error
        }
    }
}
