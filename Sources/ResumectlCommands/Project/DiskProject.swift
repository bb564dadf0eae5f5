// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A project's folder on disk.
struct DiskProject: ProjectFiles {
    /// The folder's absolute path.
    let root: String

    private func path(_ name: String) -> String { FilePath.resolve(name, from: root) }

    func has(_ file: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path(file), isDirectory: &isFolder) && !isFolder
    }

    func text(_ file: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path(file)) else { return nil }
        return String(decoding: data.prefix(100_000), as: UTF8.self)
    }

    func isEmpty(_ folder: String) -> Bool {
        guard FileManager.default.fileExists(atPath: path(folder)) else { return true }
        return ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? [""]).allSatisfy {
            $0.hasPrefix(".")
        }
    }

    /// Writes a file that is not there yet, and the folders that it needs.
    ///
    /// - Parameters:
    ///   - text: The content.
    ///   - file: The path, absolute or relative to the project.
    /// - Returns: Whether it was written; `false` when something of that name is there, which stays as it is.
    /// - Throws: `DeployError` with code `file-not-written`.
    func create(_ text: String, at file: String) throws -> Bool {
        let target = path(file)
        do {
            if let slash = target.lastIndex(of: "/") {
                try FileManager.default.createDirectory(
                    atPath: String(target[..<slash]), withIntermediateDirectories: true)
            }
            try Data(text.utf8).write(to: URL(filePath: target), options: .withoutOverwriting)
            return true
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            return false
        } catch {
            throw DeployError.fileNotWritten(
                file, error,
                hint: "Check the folder's permissions, and the free space on the disk. What was written stays; run:\n"
                    + "    resumectl init")
        }
    }
}
