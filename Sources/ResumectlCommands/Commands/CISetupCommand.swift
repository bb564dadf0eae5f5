// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Makes the role that a repository's workflows deploy as.
package struct CISetupCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "setup", abstract: "Make the role that a GitHub repository's workflows deploy as.",
        discussion: """
            Shows the plan, asks, and applies it: GitHub's identity provider, where the account has none, and a role that \
            only this repository can be, on one branch or in one environment, and that may do just what a deploy of this \
            site does. Prints what belongs into the workflow. Run it again whenever the configuration changes: names, \
            region, domain, aliases or the counter.

            Examples:
              resumectl ci setup --repo jane/resume                 for the branch main
              resumectl ci setup --repo jane/resume --branch live
              resumectl ci setup --repo jane/resume --environment production
              resumectl ci setup --repo jane/resume --for content   new files alone
            """)

    @OptionGroup package var global: GlobalOptions
    @Option(help: ArgumentHelp("The repository at GitHub.", valueName: "owner/name"))
    var repo: String
    @Option(help: ArgumentHelp("Only workflows on this branch. Without it: main.", valueName: "name"))
    var branch: String?
    @Option(help: ArgumentHelp("Only jobs in this environment of the repository.", valueName: "name"))
    var environment: String?
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("What the role may do: deploy, or content for the files alone.", valueName: "what"))
    var purpose = Purpose.deploy
    @Option(
        name: .customLong("owner-id"),
        help: ArgumentHelp("GitHub's number of the owner; looked up where it can be.", valueName: "number"))
    var ownerID: Int?
    @Option(
        name: .customLong("repo-id"),
        help: ArgumentHelp("GitHub's number of the repository; looked up where it can be.", valueName: "number"))
    var repositoryID: Int?
    @Flag(name: [.short, .customLong("yes")], help: "Apply without asking.")
    var yes = false

    /// What a workflow may do.
    enum Purpose: String, ExpressibleByArgument, CaseIterable {
        case deploy
        case content

        var policy: AccessPolicy.Purpose { self == .deploy ? .deploy : .content }
    }

    package init() {}

    private var repository: GitHubRepository? {
        GitHubRepository(repo, ownerID: ownerID, repositoryID: repositoryID)
    }

    private var source: GitHubTrustPolicy.Source {
        environment.map { .environment($0) } ?? .branch(branch ?? "main")
    }

    package func validate() throws {
        guard repository != nil else {
            throw ValidationError("--repo takes OWNER/NAME as GitHub writes it, and its numbers are above 0.")
        }
        if branch != nil && environment != nil {
            throw ValidationError(
                "Give --branch or --environment, not both: GitHub leaves the branch out for a job with an environment. "
                    + "Which branches may use it is set in the environment.")
        }
        if let branch, !Self.isName(branch, barred: " ~^:?*[\\") {
            throw ValidationError("\"\(branch)\" is not the name of a branch.")
        }
        if let environment, !Self.isName(environment, barred: "?*") {
            throw ValidationError("\"\(environment)\" cannot be used as the name of an environment.")
        }
    }

    /// Wildcards, and the variables of IAM's policies, would let more in than the name says.
    private static func isName(_ text: String, barred: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255 && !text.contains("${")
            && !text.unicodeScalars.contains { $0.value < 32 || $0.value == 127 || barred.unicodeScalars.contains($0) }
    }

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let session = try await Session.open(global, in: context, needsFiles: false)
        let trust = GitHubTrustPolicy(repository: try await identified(in: context), source: source)
        let policy = AccessPolicy(
            for: purpose.policy, scope: try await session.accessScope(deletesData: false, in: context))
        guard policy.characterCount <= AccessPolicy.inlineLimit else {
            throw DeployError(
                code: .policyTooLong, summary: "The policy is longer than IAM allows",
                detail: "\(policy.characterCount) characters; a role may have \(AccessPolicy.inlineLimit).",
                hint: "Use fewer aliases.", kind: .configuration)
        }
        let observed = try await session.observeCI(trust: trust, policy: policy, in: context)
        let plan = try observed.plan()
        PlanOutput(plan: plan, verbose: global.verbose, nothing: "Nothing to do: the role is as it has to be.")
            .show(on: context)
        guard plan.conflicts.isEmpty else { return context.refuseConflicts() }
        let report = CIReport(session: session, trust: trust, purpose: purpose.policy)
        guard plan.hasChanges else {
            report.show(on: context)
            return .done
        }
        guard try yes || context.confirm("A change of permissions", command: "\(command) --yes") else {
            return .refused
        }
        let result = await context.carryOut(plan, "Steps of the setup") {
            await observed.apply(plan, shouldStop: $0)
        }
        let status = RunSummary(result: result, command: command).show(on: context)
        if status == .done { report.show(on: context) }
        return status
    }

    private var command: String {
        let choices: [(String, String?)] = [
            ("--branch", branch), ("--environment", environment),
            ("--for", purpose == .deploy ? nil : purpose.rawValue), ("--owner-id", ownerID.map(String.init)),
            ("--repo-id", repositoryID.map(String.init)),
        ]
        return choices.reduce("resumectl ci setup --repo \(repo)") { text, choice in
            choice.1.map { "\(text) \(choice.0) \(ShownText.word($0))" } ?? text
        }
    }

    /// The repository with its numbers, as far as they can be known.
    private func identified(in context: CommandContext) async throws -> GitHubRepository {
        guard let repository else { throw ValidationError("--repo takes OWNER/NAME.") }
        guard !repository.hasIDs else { return repository }
        let lookup = GitHubLookup(transport: try context.makeTransport(nil), environment: context.environment)
        guard let found = await lookup.find(repository) else {
            if !context.usesJSON {
                context.console.line(
                    "\(context.console.style.yellow("note:")) GitHub did not tell the numbers of \(repository): it is "
                        + "private, or cannot be reached. The role trusts it by name; --owner-id and --repo-id make it exact."
                )
            }
            return repository
        }
        if ownerID ?? found.ownerID != found.ownerID || repositoryID ?? found.repositoryID != found.repositoryID {
            throw DeployError(
                code: .repositoryMismatch, summary: "GitHub has other numbers for the repository",
                detail: "\(found): owner \(found.ownerID ?? 0), repository \(found.repositoryID ?? 0)",
                hint: "Leave --owner-id and --repo-id out.", kind: .configuration)
        }
        return found
    }
}
