// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// The folder with a function's code, made into the archive that Lambda runs.
package struct FunctionFolder: Sendable {
    private let folder: String
    private let exclude: [GlobPattern]
    private let entryPoint: FunctionEntryPoint

    /// A folder of code.
    ///
    /// - Parameters:
    ///   - folder: The folder's path; it may be a link.
    ///   - exclude: What the configuration leaves out, on top of what never goes in.
    ///   - handler: The function's entry point, such as `app.handler`.
    ///   - runtime: Lambda's identifier, such as `python3.14`.
    package init(folder: String, exclude: [GlobPattern] = [], handler: String, runtime: String) {
        self.folder = folder
        self.exclude = exclude
        entryPoint = FunctionEntryPoint(handler: handler, runtime: runtime)
    }

    /// The code of the counter that a configuration describes.
    package init(_ counter: SiteConfig.Counter) {
        self.init(
            folder: counter.path, exclude: counter.exclude, handler: counter.handler, runtime: counter.runtime)
    }

    /// Packs the folder.
    ///
    /// Left out are dotfiles, caches of Python and Node, tests (`tests/`), and packages only needed to develop
    /// (`requirements-dev.txt`), and what the configuration excludes.
    ///
    /// - Throws: `SiteProblems` with everything that is wrong: files that cannot be read, links that leave the folder,
    ///   no file at all, too much for Lambda, or no file with the handler.
    package func archive() throws -> ZipArchive {
        let found = try walk()
        var problems = found.problems
        if found.entries.isEmpty, problems.isEmpty {
            problems.append(
                SiteProblem(
                    .folderEmpty, path: folder, "The folder has no file to pack.",
                    hint: "Check the path and the excludes."))
        } else if let problem = entryPoint.problem(in: found.entries.map(\.key), folder: folder) {
            problems.append(problem)
        }
        problems += tooLarge(found.entries)
        guard problems.isEmpty else { throw SiteProblems(problems) }
        var entries: [ZipArchive.Entry] = []
        for entry in found.entries {
            do {
                entries.append(ZipArchive.Entry(name: entry.key, bytes: try read(entry)))
            } catch let failure as FileFailure {
                problems.append(
                    SiteProblem(
                        .unreadable, path: entry.key.string, "This cannot be read: \(failure.reason).",
                        hint: "Make it readable for you, or exclude it."))
            } catch is FileChange {
                problems.append(
                    SiteProblem(
                        .changedWhileRead, path: entry.key.string, "The file changed while it was read.",
                        hint: "Run the command again when nothing writes to the folder."))
            }
        }
        guard problems.isEmpty else { throw SiteProblems(problems) }
        return try ZipArchive(entries)
    }

    /// Tells this state of the code from another, without a look into the files.
    ///
    /// - Throws: `SiteProblems` when the folder itself cannot be read, and `CancellationError`.
    package func fingerprint() throws -> FolderFingerprint { FolderFingerprint(entries: try walk().entries) }

    private func walk() throws -> (entries: [FolderEntry], problems: [SiteProblem]) {
        let exclude = exclude
        return try FolderWalk.run(root: folder) { key, isFolder in
            Self.skips(key, isFolder: isFolder) || exclude.contains { $0.matchesPathOrFolder(of: key.string) }
        }
    }

    private func read(_ entry: FolderEntry) throws -> [UInt8] {
        let file = try OpenFile(path: entry.path)
        guard let before = try file.stamp(), before == entry.stamp else { throw FileChange() }
        let bytes = try file.bytes(at: 0, count: Int(before.byteCount))
        guard bytes.count == Int(before.byteCount), try file.stamp() == before else { throw FileChange() }
        return bytes
    }

    /// Refuses a folder by its sizes, before anything is read.
    private func tooLarge(_ entries: [FolderEntry]) -> [SiteProblem] {
        let byteCount = ZipArchive.byteCount(ofNames: entries.map(\.key), sizes: entries.map(\.stamp.byteCount))
        if byteCount <= ZipArchive.maximumByteCount, entries.count <= ZipArchive.maximumEntryCount { return [] }
        let largest = entries.sorted { $0.stamp.byteCount > $1.stamp.byteCount }.prefix(3).map(\.key.string)
        let error: ZipError =
            entries.count > ZipArchive.maximumEntryCount
            ? .tooManyFiles(entries.count) : .tooLarge(byteCount: byteCount)
        return [
            SiteProblem(
                .tooLarge, path: folder, error.description,
                hint: "Exclude what the function does not need; the largest files are "
                    + "\(largest.joined(separator: ", ")).")
        ]
    }

    private static func skips(_ key: ObjectKey, isFolder: Bool) -> Bool {
        let name = key.name
        if name.utf8.first == UInt8(ascii: ".") || SkippedNames.skips(key, isFolder: isFolder) { return true }
        if isFolder { return name == "__pycache__" || key == "tests" }
        return name.hasSuffix(".pyc") || name.hasSuffix(".pyo") || key == "requirements-dev.txt"
    }
}
