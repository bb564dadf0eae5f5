// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// A command's name as it is typed behind `resumectl`, such as `ci setup`.
enum CommandName {
    /// - Parameter command: The type of a command.
    /// - Returns: Its name with those of the commands above it.
    static func of(_ command: any ParsableCommand.Type) -> String {
        path(to: command, from: Root.self)?.joined(separator: " ") ?? command._commandName
    }

    private static func path(
        to command: any ParsableCommand.Type, from start: any ParsableCommand.Type
    ) -> [String]? {
        for next in start.configuration.subcommands {
            if next == command { return [next._commandName] }
            if let rest = path(to: command, from: next) { return [next._commandName] + rest }
        }
        return nil
    }
}
