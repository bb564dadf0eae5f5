// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The site's folder as it is at each moment, file by file, by the rules by which a deploy reads it.
package final class SiteFolder: Sendable {
    /// A file that would be published.
    package struct File: Sendable, Hashable {
        /// What it would become.
        package let file: LocalFile
        /// The state in which it was read.
        package let stamp: FileStamp
    }

    /// What there is under a key.
    package enum Found: Sendable, Hashable {
        case file(File)
        /// A deploy would refuse the file.
        case refused(SiteProblem)
    }

    private struct State {
        var entries: [ObjectKey: FolderEntry] = [:]
        var known: [FolderEntry: Found] = [:]
    }

    private let scanner: SiteScanner
    private let state = Mutex(State())

    /// - Parameter scanner: Knows the folder and what is left out. Nothing is read yet.
    package init(scanner: SiteScanner) {
        self.scanner = scanner
    }

    /// Looks which files there are.
    ///
    /// - Returns: What tells this state from another, and what keeps parts of the folder from being published.
    /// - Throws: `SiteProblems` when the folder itself cannot be read, and `CancellationError`.
    @discardableResult
    package func look() throws -> (fingerprint: FolderFingerprint, problems: [SiteProblem]) {
        let found = try scanner.walk()
        state.withLock { state in
            state.entries = Dictionary(found.entries.map { ($0.key, $0) }) { first, _ in first }
            state.known = state.known.filter { state.entries[$0.key.key] == $0.key }
        }
        return (FolderFingerprint(entries: found.entries), found.problems)
    }

    /// Finds the file under a key, as it is now.
    ///
    /// - Parameter key: The key of the object that the file becomes.
    /// - Returns: The file; `nil` when there is none, or when it is one of those that are left out.
    /// - Throws: `SiteProblems` when the folder itself cannot be read, and `CancellationError`.
    package func find(_ key: ObjectKey) async throws -> Found? {
        // The second try is for a file that is being written.
        for _ in 0..<2 {
            guard let entry = try current(key) else { return nil }
            if let found = state.withLock({ $0.known[entry] }) { return found }
            let found = try await hash(entry)
            if case .refused(let problem) = found, problem.code == .changedWhileRead { continue }
            state.withLock { $0.known[entry] = found }
            return found
        }
        return try current(key) == nil
            ? nil
            : .refused(
                SiteProblem(
                    .changedWhileRead, path: key.string, "The file changes while it is read.",
                    hint: "Load the page again."))
    }

    /// The entry of a key; the folder is read anew unless the file is just what it was.
    private func current(_ key: ObjectKey) throws -> FolderEntry? {
        if let entry = state.withLock({ $0.entries[key] }), let now = try? FolderListing.look(at: entry.path),
            now.kind == .file, now.stamp == entry.stamp
        {
            return entry
        }
        try look()
        return state.withLock { $0.entries[key] }
    }

    private func hash(_ entry: FolderEntry) async throws -> Found {
        var worker = ScanWorker(scanner.headerChoice, leavesLargeFiles: false)
        let batch = try await worker.hash([entry])
        if let file = batch.files.first { return .file(File(file: file, stamp: entry.stamp)) }
        return .refused(
            batch.problems.first ?? SiteProblem(.unreadable, path: entry.key.string, "This cannot be read.", hint: ""))
    }

    /// Reads a part of a file.
    ///
    /// - Parameters:
    ///   - file: The file, as it was found.
    ///   - range: The bytes.
    /// - Returns: The bytes; `nil` when the file is not what it was any more.
    package func read(_ file: File, _ range: Range<Int64>) -> [UInt8]? {
        guard let opened = try? OpenFile(path: file.file.path), (try? opened.stamp()) == file.stamp,
            let bytes = try? opened.bytes(at: range.lowerBound, count: range.count), bytes.count == range.count
        else { return nil }
        return bytes
    }
}
