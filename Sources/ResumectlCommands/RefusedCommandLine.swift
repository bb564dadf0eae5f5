// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Reconcile

/// A command line that the parser cannot understand, told like any other error.
struct RefusedCommandLine: Sendable {
    /// The command as far as the words name one, such as `ci setup`; empty when they name none.
    let command: String
    let error: DeployError
    /// How it is to be told: of all options those alone that choose that. They are looked for in the words, since the
    /// parser has given up.
    let options: GlobalOptions

    /// `nil` when the parser has refused nothing: somebody asked for help, or for the version.
    ///
    /// - Parameters:
    ///   - arguments: The words behind `resumectl`.
    ///   - cause: What the parser threw.
    init?(_ arguments: [String], because cause: any Error) {
        guard Root.exitCode(for: cause).rawValue == ExitStatus.usage.rawValue,
            let options = try? GlobalOptions.parse(Self.optionsToTellBy(in: arguments))
        else { return nil }
        self.options = options
        command = CommandName.named(by: arguments)
        let message = Root.message(for: cause)
        // The parser's own first line is the message again.
        let rest = Root.fullMessage(for: cause).replacing("Error: \(message)\n", with: "", maxReplacements: 1)
        error = DeployError(
            code: .wrongUsage, summary: "The command line cannot be understood", detail: message,
            hint: rest.split(separator: "\n").map { String($0.drop { $0 == " " }) }.joined(separator: "\n"),
            kind: .configuration)
    }

    /// Tells it.
    ///
    /// - Parameter context: The outside world.
    /// - Returns: The exit status.
    func report(on context: CommandContext) async -> ExitStatus {
        await context.reporting(command) { throw error }
    }

    private static func optionsToTellBy(in arguments: [String]) -> [String] {
        // What follows a bare `--` is no option.
        let words = arguments.prefix { $0 != "--" }
        var found = words.filter { $0 == "--json" || $0 == "--no-color" || $0.hasPrefix("--json-into=") }
        for (word, next) in zip(words, words.dropFirst()) where word == "--json-into" && !next.hasPrefix("-") {
            found += [word, next]
        }
        return found
    }
}
