// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The outside world as a command sees it; tests put another one in its place.
package struct CommandContext: Sendable {
    package var console: Console
    /// Whether results are JSON records instead of text.
    package var usesJSON: Bool
    /// Whether the user can be asked questions.
    package var isInteractive: Bool
    package var environment: AWSEnvironment
    /// Makes the way to the network, given the shared files of the AWS CLI if they were read already; not called at all
    /// by commands that need none.
    package var makeTransport: @Sendable (SharedConfig?) throws -> any HTTPTransport
    /// Makes the way to public DNS; it is told the address that takes the place of AWS's, if there is one.
    package var makeDNS: @Sendable (String?) -> any DNSResolving
    /// Reads a line that the user types, without its end; `nil` at the end of the input.
    package var readLine: @Sendable () -> String?
    /// The clock that steps are timed with.
    package var now: @Sendable () -> ContinuousClock.Instant
    /// Told once, when the run begins, and asked before each step: whether the user wants to stop.
    package var interrupt: Interrupt
    /// The folder that relative paths start from.
    package var workingDirectory: String
    package var patience: Patience
    /// The options that belong into every command that the user is told to run.
    package var repeated: RepeatedOptions
    /// The site that the lines and records are about, when the run is about several.
    package var site: String?
    /// What is told to GitHub Actions; `nil` elsewhere.
    package var github: GitHubReport?
    /// What the sites of a run have in common; `nil` for one site alone.
    var shared: SharedAccess?
    /// Where `--debug` shows the requests.
    package let requests: RequestLog
    /// Shows what goes on.
    package var progress: ProgressDisplay
    /// Runs a program, its name first, on the user's terminal until it ends; tells whether it did what it was to do.
    package var launch: @Sendable ([String]) -> Bool = { _ in false }
    /// Whether results are read by somebody at a terminal whose screen can be drawn anew.
    package var redraws = false
    /// The file that records go to beside the text; `nil` for none.
    package var recordFile: RecordFile?
    private let recordStart = JSONLines.Start()

    package init(
        console: Console, usesJSON: Bool, isInteractive: Bool, environment: AWSEnvironment,
        makeTransport: @escaping @Sendable (SharedConfig?) throws -> any HTTPTransport,
        readLine: @escaping @Sendable () -> String?, now: @escaping @Sendable () -> ContinuousClock.Instant,
        interrupt: Interrupt, workingDirectory: String, patience: Patience = Patience(),
        repeated: RepeatedOptions = RepeatedOptions(),
        makeDNS: @escaping @Sendable (String?) -> any DNSResolving = {
            _ in UnknownDNS(reason: "there is no DNS here")
        },
        progress: ProgressDisplay? = nil, github: GitHubReport? = nil
    ) {
        self.progress = progress ?? .lines(now: now)
        self.github = github
        self.repeated = repeated
        self.requests = RequestLog(console: console)
        self.makeDNS = makeDNS
        self.console = console
        self.usesJSON = usesJSON
        self.isInteractive = isInteractive
        self.environment = environment
        self.makeTransport = makeTransport
        self.readLine = readLine
        self.now = now
        self.interrupt = interrupt
        self.workingDirectory = workingDirectory
        self.patience = patience
    }

    /// Asks the user for a one-time code; `nil` when there is nobody to ask.
    package var askCode: CredentialsServices.AskCode? {
        guard isInteractive else { return nil }
        return { [console, readLine] device in
            console.prompt("One-time code of \(device): ")
            return readLine()
        }
    }

    /// Writes JSON records: to standard output with `--json`, to a file with `--json-into`.
    package var json: JSONLines {
        JSONLines(
            consoles: (usesJSON ? [console] : []) + (recordFile.map { [$0.console] } ?? []), site: site,
            start: recordStart)
    }

    /// The same world, in which nobody is told anything.
    var silenced: CommandContext {
        var context = self
        context.console = Console(style: console.style) { _, _ in }
        context.usesJSON = false
        context.recordFile = nil
        context.progress = .lines(now: now)
        return context
    }

    /// Whether anybody wants records.
    package var writesRecords: Bool { usesJSON || recordFile != nil }

    /// Writes a record if anybody wants it; it is not made otherwise.
    package func record(_ record: @autoclosure () -> some Encodable) {
        if writesRecords { json.write(record()) }
    }

    /// The real world.
    ///
    /// - Parameter options: What the user chose.
    /// - Returns: A context on the process's own streams, environment and network.
    package static func live(options: GlobalOptions) -> CommandContext {
        let environment = AWSEnvironment.process()
        let interrupt = Interrupt()
        let isTerminal = isatty(2) == 1
        let style = TextStyle.choose(
            environment: environment.variables, isTerminal: isTerminal, noColor: options.noColor)
        let send = Console.streams()
        let (progress, terminal) = progress(options, environment, style, isTerminal, interrupt, send)
        interrupt.listen { answer in
            var isLast = false
            if case .end = answer { isLast = true }
            let text = "\(Interrupt.text(answer))\n"
            if let terminal { terminal.writeNow(text, isLast: isLast) } else { send("\n" + text, .error) }
        }
        let console = Console(style: style, isQuiet: options.quiet, write: terminal?.write ?? send)
        let github = GitHubJob(environment: environment.variables).map {
            GitHubReport(job: $0, folder: FileManager.default.currentDirectoryPath, console: console)
        }
        var context = CommandContext(
            console: github?.textConsole ?? console,
            usesJSON: options.json, isInteractive: isatty(0) == 1 && isTerminal,
            environment: environment,
            makeTransport: { shared in
                try AsyncHTTPTransport(
                    options: AsyncHTTPTransport.Options(
                        environment: environment, profile: options.profile, shared: shared))
            },
            readLine: {
                defer { terminal?.release() }
                return Swift.readLine(strippingNewline: true)
            },
            now: { ContinuousClock.now },
            interrupt: interrupt, workingDirectory: FileManager.default.currentDirectoryPath,
            patience: Patience(shouldStop: { interrupt.isRequested }),
            repeated: RepeatedOptions(options),
            makeDNS: { DNSClient.standard(environment: environment.variables, endpoint: $0) }, progress: progress,
            github: github)
        context.launch = ProgramLaunch.run
        context.redraws = isatty(1) == 1 && !["", "dumb"].contains(environment.variables["TERM"] ?? "")
        return context
    }

    /// How progress is shown: a block where somebody looks at a terminal that can move its cursor, else lines.
    private static func progress(
        _ options: GlobalOptions, _ environment: AWSEnvironment, _ style: TextStyle, _ isTerminal: Bool,
        _ interrupt: Interrupt, _ send: @escaping @Sendable (String, Console.Stream) -> Void
    ) -> (ProgressDisplay, LiveTerminal?) {
        let isSilent = options.json || options.quiet
        let name = environment.variables["TERM"] ?? ""
        // CI systems keep what they were shown, whatever they say that it is shown on.
        guard isTerminal, !isSilent, name != "", name != "dumb", !AccessWarning.isCI(environment) else {
            return (.lines(now: { ContinuousClock.now }, pace: isSilent ? nil : .seconds(1)), nil)
        }
        let live = ProgressDisplay.live(
            style: style, size: TerminalSize.current, now: { ContinuousClock.now }, pace: .milliseconds(100),
            isStopping: { interrupt.isRequested }, send: send)
        return (live.display, live.terminal)
    }
}
