// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// A command's name as it is typed behind `resumectl`, such as `ci setup`.
enum CommandName {
    /// - Parameter command: The type of a command.
    /// - Returns: Its name with those of the commands above it.
    static func of(_ command: any ParsableCommand.Type) -> String {
        path(to: command, from: Root.self)?.joined(separator: " ") ?? command._commandName
    }

    /// The command that words name, as far as they do.
    ///
    /// - Parameter arguments: The words behind `resumectl`; those with a dash are passed over.
    /// - Returns: Its name with those of the commands above it; empty when the words begin with no command.
    static func named(by arguments: [String]) -> String {
        var names: [String] = []
        var commands = Root.configuration.subcommands
        for word in arguments where !word.hasPrefix("-") {
            guard let next = commands.first(where: { $0._commandName == word }) else { break }
            names.append(word)
            commands = next.configuration.subcommands
        }
        return names.joined(separator: " ")
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
