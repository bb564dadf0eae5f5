// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import ArgumentParser
internal import Reconcile
internal import SiteDeploy

/// Shows what is live and whether it is as the configuration says.
package struct StatusCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what is live, and whether it is as the configuration says.",
        discussion: """
            "Files changed" is the time when a deploy last changed files in the bucket; AWS keeps no other record of deploys. \
            With --watch it looks again and again and shows the result in the same place; where the output is no terminal, \
            one block follows the other.

            Examples:
              resumectl status
              resumectl status --watch
              resumectl status --watch --every 5m
              resumectl status --json
            """)

    @OptionGroup package var global: GlobalOptions
    @Flag(name: [.short, .long], help: "Look again and again, until Ctrl-C.")
    var watch = false
    @Option(help: ArgumentHelp("With --watch: the time from look to look, such as 10s or 5m.", valueName: "time"))
    var every = TimeSpan(seconds: 30)

    package init() {}

    package func validate() throws {
        guard every.seconds >= 2 else {
            throw ValidationError("--every is 2s or more: AWS limits how often it is asked.")
        }
    }

    package func run(in context: CommandContext) async throws -> ExitStatus {
        guard watch else {
            try await look(in: context).show(on: context)
            return .done
        }
        return try await context.interrupt.whileWatching {
            let step = StepReporter(address: "status") { _ in }
            let screen = WatchScreen(context: context)
            // What is wrong from the beginning ends the command; later it may pass by.
            screen.show(try await look(in: context.silenced))
            while true {
                try await context.patience.pause(.seconds(every.seconds), waitingFor: "the next look", step: step)
                do {
                    screen.show(try await look(in: context.silenced))
                } catch let error where !(error is CancellationError) {
                    screen.show(ErrorReport(error).errors)
                }
            }
        }
    }

    private func look(in context: CommandContext) async throws -> SiteStatus {
        let (session, deployer, observed) = try await SessionStart.open(global, in: context).observe()
        return try await SiteStatus(
            observed: observed, deployer: deployer, session: session, now: context.environment.now())
    }
}
