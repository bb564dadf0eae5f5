// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

extension Root {
    /// Parses a command line, runs its command, and ends the process with its status.
    ///
    /// - Parameter arguments: The words behind `resumectl`.
    package static func start(_ arguments: [String]) async {
        do {
            var command = try await command(of: arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }

    private static func command(of arguments: [String]) async throws -> any ParsableCommand {
        do {
            return try await asyncParseAsRoot(arguments)
        } catch {
            guard let refused = RefusedCommandLine(arguments, because: error) else { throw error }
            throw ExitCode(await CommandContext.withLive(options: refused.options, refused.report).rawValue)
        }
    }
}
