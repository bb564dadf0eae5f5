// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Everything that comes from outside besides the network: variables, the home directory, time and chance.
///
/// What decides takes its values from here, so that tests can choose them and never wait.
package struct AWSEnvironment: Sendable {
    /// The environment variables. An empty value counts as not set, see `subscript`.
    package var variables: [String: String]
    /// The user's home directory, without a `/` at the end.
    package var homeDirectory: String
    /// The time of day, for signatures and expiry.
    package var now: @Sendable () -> Date
    /// Time that only goes forward, for deadlines and durations.
    package var uptime: @Sendable () -> Duration
    /// A number from 0 up to 1.
    package var random: @Sendable () -> Double
    /// Waits; throws `CancellationError` when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    /// Makes an environment; what is left out is the real thing.
    ///
    /// - Parameters:
    ///   - variables: The environment variables.
    ///   - homeDirectory: The user's home directory.
    ///   - now: The time of day.
    ///   - uptime: Time that only goes forward.
    ///   - random: A number from 0 up to 1.
    ///   - sleep: Waits.
    package init(
        variables: [String: String], homeDirectory: String,
        now: @escaping @Sendable () -> Date = { Date() },
        uptime: @escaping @Sendable () -> Duration = AWSEnvironment.processUptime(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.variables = variables
        self.homeDirectory = homeDirectory
        self.now = now
        self.uptime = uptime
        self.random = random
        self.sleep = sleep
    }

    /// The environment of this process. The home directory is `HOME`, else the one in the user database.
    package static func process() -> AWSEnvironment {
        let variables = ProcessInfo.processInfo.environment
        let home = variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? userHomeDirectory()
        return AWSEnvironment(variables: variables, homeDirectory: home)
    }

    /// A clock that starts now and only goes forward.
    ///
    /// - Returns: A function that gives the time since this call.
    package static func processUptime() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    /// The value of a variable, `nil` when it is not set or empty.
    ///
    /// - Parameter name: The variable.
    package subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// A path of a file, with a leading `~` replaced by the home directory.
    ///
    /// - Parameter path: A path as it is written in a variable or a configuration file.
    /// - Returns: The path to open.
    package func expandingTilde(_ path: String) -> String {
        path == "~" || path.hasPrefix("~/") ? homeDirectory + path.dropFirst() : path
    }
}

extension AWSEnvironment: CustomStringConvertible, CustomReflectable {
    /// The names of the variables; their values may be secret.
    package var description: String {
        "AWSEnvironment(home: \(homeDirectory), variables: \(variables.keys.sorted().joined(separator: ", ")))"
    }

    /// The parts of `description`.
    package var customMirror: Mirror {
        Mirror(self, children: ["homeDirectory": homeDirectory, "variables": variables.keys.sorted()])
    }
}

/// The home directory that the system knows for the user.
private func userHomeDirectory() -> String {
    var path = FileManager.default.homeDirectoryForCurrentUser.path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
}
