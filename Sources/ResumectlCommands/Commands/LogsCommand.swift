// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSWire
package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Shows what the counter's function logged.
package struct LogsCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what the counter's function logged.",
        discussion: """
            Times are UTC. What was logged can be seen after some seconds. The lines START, END and REPORT are Lambda's own. \
            Needs: resumectl policy --for logs

            Examples:
              resumectl logs                       the last hour
              resumectl logs -f                    and new entries, until Ctrl-C
              resumectl logs --since 2d --match ERROR
              resumectl logs --json
            """)

    @OptionGroup package var global: GlobalOptions
    @Flag(name: [.short, .long], help: "Keep showing new entries, until Ctrl-C.")
    var follow = false
    @Option(help: ArgumentHelp("How far to look back, such as 30s, 15m, 1h or 2d.", valueName: "time"))
    var since = TimeSpan(seconds: 3600)
    @Option(
        help: ArgumentHelp(
            "Only what matches; a word, or a pattern in the language of CloudWatch Logs.", valueName: "pattern"))
    var match: String?

    /// How long to wait before looking for more.
    private static let pause = Duration.seconds(2)

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let config = try Session.loadConfig(global, in: context)
        try config.requireCounter()
        let start = try await SessionStart.open(global, config, in: context, needsFiles: false)
        let group = config.logGroupName
        var tail = LogTail(since: context.environment.now() - Double(since.seconds))
        let step = StepReporter(address: "logs") { _ in }
        return try await context.interrupt.whileWatching {
            while true {
                try await DeployError.whereDeployed("log group \(group)") {
                    for try await event in start.clients.logs.filterLogEvents(
                        of: group, since: tail.start, pattern: match)
                    where tail.isNew(event) {
                        show(event, in: context)
                    }
                }
                guard follow else { break }
                tail.advance(to: context.environment.now())
                try await context.patience.pause(Self.pause, waitingFor: "more", step: step)
            }
            if tail.isEmpty, !context.usesJSON {
                context.console.info("Nothing was logged in this time. --since looks further back.")
            }
            return .done
        }
    }

    private func show(_ event: LogEvent, in context: CommandContext) {
        let time = AWSTimestamp.formatISO8601(event.date, milliseconds: true)
        context.record(LogRecord(id: event.id, time: time, stream: event.stream, message: event.message))
        guard !context.usesJSON else { return }
        let style = context.console.style
        var lines = event.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.count > 1, lines.last == "" { lines.removeLast() }
        let isLambdas = ["START ", "END ", "REPORT ", "INIT_START "].contains { event.message.hasPrefix($0) }
        for line in lines {
            context.console.result("\(style.dim(time))  \(isLambdas ? style.dim(line) : line)")
        }
    }
}

private struct LogRecord: Encodable {
    let type = "log"
    let id: String
    let time: String
    let stream: String
    let message: String
}
