// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
    private typealias DirectoryStream = UnsafeMutablePointer<DIR>
#elseif canImport(Musl)
    import Musl
    private typealias DirectoryStream = OpaquePointer
#else
    import Glibc
    private typealias DirectoryStream = OpaquePointer
#endif

/// A folder open for reading; closed when the value ends.
///
/// What is in it is looked at through the open folder and not by path: that is less work for the system, and nobody can
/// put another folder in its place meanwhile.
struct OpenFolder: ~Copyable {
    /// What a folder says of one name in it.
    struct Name: Sendable {
        /// The name, with a replacement for each byte that is not UTF-8.
        let text: String
        /// Whether `text` has the bytes that are on disk.
        let isUTF8: Bool
        /// What is there, links not followed; `nil` when the folder does not say.
        let kind: Kind?
    }

    /// What a name stands for.
    enum Kind: Sendable, Hashable {
        case file, folder, link, other
    }

    private let stream: DirectoryStream

    /// Opens a folder by its path; a link is followed.
    init(path: String) throws(FileFailure) {
        try self.init(descriptor: open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// Opens a folder in a folder; a link is refused.
    init(_ name: String, in folder: borrowing OpenFolder) throws(FileFailure) {
        try self.init(
            descriptor: openat(dirfd(folder.stream), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW))
    }

    private init(descriptor: Int32) throws(FileFailure) {
        guard descriptor >= 0 else { throw .last }
        guard let opened = fdopendir(descriptor) else {
            let failure = FileFailure.last
            close(descriptor)
            throw failure
        }
        stream = opened
    }

    deinit {
        closedir(stream)
    }

    /// The folder's state.
    func stamp() throws(FileFailure) -> FileStamp {
        var info = stat()
        guard fstat(dirfd(stream), &info) == 0 else { throw .last }
        return FileStamp(info)
    }

    /// The names in the folder without `.` and `..`, in the order in which the paths of all that is below them sort: as
    /// bytes, a folder with a slash at its end. Call it once.
    func names() throws(FileFailure) -> [Name] {
        var names: [Name] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw .last }
                break
            }
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { break }
            let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            if bytes[0] == 0x2e, bytes[1] == 0 || (bytes[1] == 0x2e && bytes[2] == 0) { continue }
            let text = String(validatingCString: bytes)
            names.append(
                Name(
                    text: text ?? String(cString: bytes), isUTF8: text != nil, kind: Self.kind(entry.pointee.d_type)))
        }
        return names.sorted { $0.sortsBefore($1) }
    }

    /// What a name stands for, and the state of the file if it is one; a link is not followed.
    func look(at name: String) throws(FileFailure) -> (kind: Kind, stamp: FileStamp) {
        var info = stat()
        guard fstatat(dirfd(stream), name, &info, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
        return (Kind(info), FileStamp(info))
    }

    private static func kind(_ type: UInt8) -> Kind? {
        switch Int(type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_LNK): .link
        case Int(DT_UNKNOWN): nil
        default: .other
        }
    }
}

extension OpenFolder.Kind {
    /// What the system says.
    init(_ info: stat) {
        switch info.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        case S_IFLNK: self = .link
        default: self = .other
        }
    }
}

extension OpenFolder.Name {
    fileprivate func sortsBefore(_ other: Self) -> Bool {
        let (left, right) = (ObjectKey(text), ObjectKey(other.text))
        guard kind == .folder || other.kind == .folder else { return left < right }
        return ObjectKey(kind == .folder ? "\(text)/" : text)
            < ObjectKey(other.kind == .folder ? "\(other.text)/" : other.text)
    }
}
