// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// How many files and connections the process may have open.
///
/// A terminal of macOS gives 256, fewer than the connections of a large upload. The limit that a process may give itself
/// is much higher.
enum OpenFileLimit {
    /// Enough for the connections to all services, with as many files and to spare.
    private static let wanted: rlim_t = 4096

    /// Raises the limit as far as is wanted and allowed; a higher one stays.
    static func raise() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        // A refusal leaves the limit as it was, and a connection too many is told as an error.
        _ = setrlimit(resource, &limit)
    }
}
