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

    package init(
        console: Console, usesJSON: Bool, isInteractive: Bool, environment: AWSEnvironment,
        makeTransport: @escaping @Sendable (SharedConfig?) throws -> any HTTPTransport,
        readLine: @escaping @Sendable () -> String?, now: @escaping @Sendable () -> ContinuousClock.Instant,
        interrupt: Interrupt, workingDirectory: String, patience: Patience = Patience(),
        repeated: RepeatedOptions = RepeatedOptions(),
        makeDNS: @escaping @Sendable (String?) -> any DNSResolving = { _ in UnknownDNS(reason: "there is no DNS here")
        },
        github: GitHubReport? = nil
    ) {
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

    /// Writes JSON records to standard output.
    package var json: JSONLines { JSONLines(console: console, site: site) }

    /// The real world.
    ///
    /// - Parameter options: What the user chose.
    /// - Returns: A context on the process's own streams, environment and network.
    package static func live(options: GlobalOptions) -> CommandContext {
        let environment = AWSEnvironment.process()
        let interrupt = Interrupt.onSignals()
        let style = TextStyle.choose(
            environment: environment.variables, isTerminal: isatty(2) == 1, noColor: options.noColor)
        let console = Console.standard(style: style)
        let github = GitHubJob(environment: environment.variables).map {
            GitHubReport(job: $0, folder: FileManager.default.currentDirectoryPath, console: console)
        }
        return CommandContext(
            console: github?.textConsole ?? console, usesJSON: options.json,
            isInteractive: isatty(0) == 1 && isatty(2) == 1,
            environment: environment,
            makeTransport: { shared in
                try AsyncHTTPTransport(
                    options: AsyncHTTPTransport.Options(
                        environment: environment, profile: options.profile, shared: shared))
            },
            readLine: { Swift.readLine(strippingNewline: true) }, now: { ContinuousClock.now },
            interrupt: interrupt, workingDirectory: FileManager.default.currentDirectoryPath,
            patience: Patience(shouldStop: { interrupt.isRequested }),
            repeated: RepeatedOptions(options),
            makeDNS: { DNSClient.standard(environment: environment.variables, endpoint: $0) }, github: github)
    }
}
