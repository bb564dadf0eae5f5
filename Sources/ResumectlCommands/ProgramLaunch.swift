// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Runs another program in this process's place at the terminal, without a shell.
enum ProgramLaunch {
    /// Runs a program until it ends. Ctrl-C ends it as it would without this process.
    ///
    /// - Parameter words: Its name, which is looked for in `PATH`, and its arguments.
    /// - Returns: Whether it was found and ended with status 0.
    @Sendable static func run(_ words: [String]) -> Bool {
        guard let name = words.first else { return false }
        #if canImport(Darwin)
            var attributes: posix_spawnattr_t?
        #else
            var attributes = posix_spawnattr_t()
        #endif
        guard posix_spawnattr_init(&attributes) == 0 else { return false }
        defer { posix_spawnattr_destroy(&attributes) }
        // This process takes signals in its own way; the other one must not inherit that.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        #if canImport(Darwin)
            let variables = _NSGetEnviron().pointee
        #else
            let variables = environ
        #endif
        guard posix_spawnp(&process, name, nil, &attributes, &arguments, variables) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return false }
        }
        // It ended by itself, with status 0.
        return status == 0
    }
}
