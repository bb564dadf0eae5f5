// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig
internal import SiteDeploy
internal import Synchronization

/// Collects what a command finds out and does, and at its end tells it to GitHub: annotations in the log, the page of the
/// step, its outputs.
package final class GitHubReport: Sendable {
    private let job: GitHubJob
    private let folder: String
    /// Where commands go: past the console that makes text harmless.
    private let console: Console
    private let facts = Mutex(GitHubFacts(command: "resumectl"))

    /// - Parameters:
    ///   - job: The step.
    ///   - folder: The folder that relative paths start from.
    ///   - console: Where commands go as they are.
    package init(job: GitHubJob, folder: String, console: Console) {
        self.job = job
        self.folder = folder
        self.console = console
    }

    /// A console whose text the runner takes for no command.
    package var textConsole: Console {
        Console(style: console.style, isQuiet: console.isQuiet) { [console] text, stream in
            console.forward(GitHubCommand.harmless(text), stream)
        }
    }

    func planned(_ plan: Plan, in context: CommandContext) { update(context.site) { $0.plan = plan } }

    func ran(_ result: RunResult, in context: CommandContext) {
        update(context.site) { $0.result = result }
        failed(result.failures.map(\.error) + result.pending.map(\.error), [], in: context)
    }

    func found(_ url: String?, in context: CommandContext) { update(context.site) { $0.url = url } }

    func failed(_ errors: [DeployError], _ mistakes: [Diagnostic], in context: CommandContext) {
        update(context.site) { site in
            site.errors += errors.map { error in
                var error = error
                error.hint = error.hint.map(context.repeated.added(to:))
                return error
            }
            site.mistakes += mistakes
        }
    }

    func warn(_ warning: AccessWarning) { facts.withLock { $0.warnings.append(warning) } }

    private func update(_ site: String?, _ change: (inout GitHubFacts.Site) -> Void) {
        facts.withLock { $0.update(site, change) }
    }

    /// Begins or ends the folding of lines on standard error.
    func write(_ command: GitHubCommand) { console.forward(command.line + "\n", .error) }

    /// Tells everything.
    ///
    /// - Parameters:
    ///   - status: How the command ended.
    ///   - command: The command with the options that choose the site.
    package func finish(_ status: ExitStatus, command: String) {
        let facts = facts.withLock { facts in
            facts.command = command
            return facts
        }
        for annotation in job.annotations(for: facts, from: folder) { write(annotation) }
        if let path = job.summaryFile {
            append(to: path, name: "GITHUB_STEP_SUMMARY") { size in
                GitHubSummary(facts: facts, status: status).text(limit: Self.summaryLimit - size) ?? ""
            }
        }
        if let path = job.outputFile {
            append(to: path, name: "GITHUB_OUTPUT") { _ in
                var generator = SystemRandomNumberGenerator()
                return facts.output(status).lines(delimiter: GitHubOutput.delimiter(using: &generator))
            }
        }
    }

    /// The runner takes no page of more than 1 MiB; a little is left for what another program of the step adds.
    private static let summaryLimit = 1 << 20 - 4096

    /// Makes one of the runner's files longer by a text, which is told how many bytes the file has.
    private func append(to path: String, name: String, _ text: (Int) -> String) {
        do throws(FileFailure) {
            let file = try Descriptor.open(path, .appending)
            defer { file.close() }
            try file.write(text(try file.byteCount()))
        } catch {
            write(.annotation(.warning, title: "\(name) cannot be written", message: "\(path): \(error.reason)"))
        }
    }
}

extension CommandContext {
    /// Does something whose lines on standard error are folded under a title in the log of GitHub Actions. Groups cannot
    /// be in one another, so that the lines of several sites are not.
    func folded<Value>(_ title: String, _ body: () async throws -> Value) async rethrows -> Value {
        guard let github, folds else { return try await body() }
        github.write(.group(title))
        defer { github.write(.endGroup) }
        return try await body()
    }

    /// The same for lines that are written at once.
    func folded<Value>(_ title: String, _ body: () throws -> Value) rethrows -> Value {
        guard let github, folds else { return try body() }
        github.write(.group(title))
        defer { github.write(.endGroup) }
        return try body()
    }

    private var folds: Bool { site == nil && !usesJSON && !console.isQuiet }
}
