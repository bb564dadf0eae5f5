// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What tells one state of a file from another without reading it: place, size and time of the last change.
package struct FileStamp: Sendable, Hashable {
    /// The file system.
    package let device: UInt64
    /// The file's number on it; a file that is replaced by renaming gets another.
    package let inode: UInt64
    /// The size in bytes.
    package let byteCount: Int64
    /// The last change of the bytes, in nanoseconds since 1970.
    package let modifiedNanoseconds: Int64

    /// Reads the stamp out of what the kernel says.
    init(_ info: stat) {
        device = UInt64(truncatingIfNeeded: info.st_dev)
        inode = UInt64(truncatingIfNeeded: info.st_ino)
        byteCount = Int64(info.st_size)
        #if canImport(Darwin)
            let time = info.st_mtimespec
        #else
            let time = info.st_mtim
        #endif
        modifiedNanoseconds = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
