// SPDX-License-Identifier: Apache-2.0

/// Tells one state of a folder from another: which files there are, and the size and time of each.
package struct FolderFingerprint: Sendable, Hashable {
    private let entries: [FolderEntry]

    init(entries: [FolderEntry]) {
        self.entries = entries
    }

    /// A folder without a file, or one that cannot be read.
    package static let empty = FolderFingerprint(entries: [])
}
