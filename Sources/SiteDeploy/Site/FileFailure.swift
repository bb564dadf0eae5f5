// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A call to the file system that failed, with the system's own reason.
package struct FileFailure: Error, Sendable, Hashable {
    /// The value of `errno`.
    package let code: Int32

    /// The failure that the last call left in `errno`.
    package static var last: FileFailure { FileFailure(code: errno) }

    package init(code: Int32) {
        self.code = code
    }

    /// The system's words for it, such as "Permission denied".
    package var reason: String { String(cString: strerror(code)) }
}
