// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteDeploy

/// The file of `--json-into`: emptied at the start, then each record is written as soon as it is known, so that the file
/// holds whole lines whatever ends the process.
package final class RecordFile: Sendable {
    /// Writes to the file.
    let console: Console

    /// - Parameter path: Where the file is, or is to be.
    /// - Throws: `DeployError` when it cannot be written.
    package init(path: String) throws {
        do {
            // It stays open until the process ends.
            let file = try Descriptor.open(path, .replacing)
            // A command goes on when its records have no room.
            console = Console(style: TextStyle(isColored: false)) { text, _ in try? file.write(text) }
        } catch {
            throw DeployError.fileNotWritten(path, error)
        }
    }
}
