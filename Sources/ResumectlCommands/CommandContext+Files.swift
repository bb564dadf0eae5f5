// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension CommandContext {
    /// Writes a file that the user named: whole, or not at all.
    ///
    /// - Parameters:
    ///   - text: The content; what the file had before is gone.
    ///   - file: The path, as the user wrote it.
    /// - Throws: `DeployError` with code `file-not-written`.
    func write(_ text: String, to file: String) throws {
        let path = FilePath.resolve(file, from: workingDirectory)
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw DeployError.fileNotWritten(file, error)
        }
    }
}
