// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What the system says of paths.
enum FolderListing {
    /// What is at a path, and its state; a symbolic link is followed.
    static func look(at path: String) throws(FileFailure) -> (kind: OpenFolder.Kind, stamp: FileStamp) {
        var info = stat()
        guard stat(path, &info) == 0 else { throw .last }
        return (OpenFolder.Kind(info), FileStamp(info))
    }

    /// The path with every link resolved.
    static func resolved(_ path: String) throws(FileFailure) -> String {
        guard let resolved = realpath(path, nil) else { throw .last }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether a failure says that links lead in a circle.
    static func isLoop(_ failure: FileFailure) -> Bool { failure.code == ELOOP }

    /// Whether a failure says that nothing is there.
    static func isMissing(_ failure: FileFailure) -> Bool { failure.code == ENOENT || failure.code == ENOTDIR }

    /// Whether a failure says that what is there is not a folder.
    static func isNoFolder(_ failure: FileFailure) -> Bool { failure.code == ENOTDIR }
}
