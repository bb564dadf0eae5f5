// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Sets how many visitors were counted.
package struct CounterSetCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set how many visitors were counted.",
        discussion: """
            Shows the number that is there and asks. It is written only if it still is that number: a visit that came in \
            between is not lost. With --yes the new number is taken even when visits come in between.

            Examples:
              resumectl counter set 0
              resumectl counter set 1234 --yes
            """)

    @OptionGroup package var global: GlobalOptions
    @Argument(help: ArgumentHelp("The new number, 0 or more.", valueName: "number"))
    var number: Int
    @Flag(name: [.short, .customLong("yes")], help: "Set it without asking.")
    var yes = false

    /// How often a number is read again that visitors change all the time.
    private static let attempts = 10

    package init() {}

    package func validate() throws {
        guard number >= 0 else { throw ValidationError("The number of visitors is 0 or more.") }
    }

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let config = try Session.loadConfig(global, in: context)
        try config.requireCounter()
        let start = try await SessionStart.open(global, config, in: context, needsFiles: false)
        let session = try await start.identify()
        guard let counter = VisitorCount(config, dynamoDB: start.clients.dynamoDB) else { return .failed }
        var before = try await counter.reading { try await counter.read() }
        context.console.info("Counter of \(config.name) in \(session.account.id): \(before ?? 0) → \(number)")
        guard before != number else { return show(before, counter, in: context) }
        guard try yes || context.confirm("A change of the count", command: "resumectl counter set \(number) --yes")
        else {
            return .refused
        }
        for attempt in 1...Self.attempts {
            let expected = before
            let isSet = try await context.interrupt.whileChanging {
                try await counter.reading { try await counter.set(number, ifStill: expected) }
            }
            if isSet { return show(before, counter, in: context) }
            guard yes, attempt < Self.attempts else { break }
            before = try await counter.read()
        }
        throw DeployError(
            code: .counterChanged, summary: "The count has changed in between",
            detail: "It was \(before ?? 0) when it was read; nothing was written.",
            hint: "Look at the new number and decide again:\n    resumectl counter set \(number)", kind: .refused)
    }

    private func show(_ before: Int?, _ counter: VisitorCount, in context: CommandContext) -> ExitStatus {
        context.record(CountRecord(count: number, table: counter.table, id: counter.id, before: before ?? 0))
        if !context.usesJSON { context.console.result("\(number)") }
        return .done
    }
}
