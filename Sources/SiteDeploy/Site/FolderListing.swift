// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What the system says of folders and paths.
enum FolderListing {
    /// What a path leads to.
    enum Kind: Sendable, Hashable {
        case file(FileStamp)
        case folder(FileStamp)
        case link
        case other
    }

    /// The names in a folder as bytes, sorted, without `.` and `..`.
    static func names(in path: String) throws(FileFailure) -> [[UInt8]] {
        guard let directory = opendir(path) else { throw .last }
        defer { closedir(directory) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                if errno != 0 { throw .last }
                break
            }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2e], name != [0x2e, 0x2e] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// What is at a path; a symbolic link is `.link` unless it is to be followed.
    static func kind(of path: String, followingLinks: Bool) throws(FileFailure) -> Kind {
        var info = stat()
        guard (followingLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { throw .last }
        return switch info.st_mode & S_IFMT {
        case S_IFREG: .file(FileStamp(info))
        case S_IFDIR: .folder(FileStamp(info))
        case S_IFLNK: .link
        default: .other
        }
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
}
