// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A call to the file system that failed, with the system's own reason.
struct FileFailure: Error, Sendable, Hashable {
    /// The value of `errno`.
    let code: Int32

    /// The failure that the last call left in `errno`.
    static var last: FileFailure { FileFailure(code: errno) }

    /// The system's words for it, such as "Permission denied".
    var reason: String { String(cString: strerror(code)) }
}
