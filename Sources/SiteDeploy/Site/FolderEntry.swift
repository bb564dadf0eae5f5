// SPDX-License-Identifier: Apache-2.0

/// A file that a walk through a folder found.
struct FolderEntry: Sendable, Hashable {
    /// The path inside the folder in composed form, with `/` between the parts.
    let key: ObjectKey
    /// The path to open it by, its name's bytes as they are on disk.
    let path: String
    /// The state of the file when it was found.
    let stamp: FileStamp
}
