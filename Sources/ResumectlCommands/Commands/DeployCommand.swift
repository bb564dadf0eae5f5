// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Makes the account look like the configuration.
package struct DeployCommand: ResumectlCommand {
    /// What a deploy waits for at the end.
    enum Wait: String, ExpressibleByArgument, CaseIterable {
        /// Nothing: not even the certificate.
        case none
        /// Until AWS has accepted everything.
        case accepted
        /// Until CloudFront serves it everywhere.
        case deployed
    }

    package static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Make the account look like the configuration.",
        discussion: """
            Shows the plan, asks, and applies it. New assets go before the pages that use them, deletes come last, and \
            CloudFront is told to forget just the paths that changed. A deploy that was interrupted goes on when it is \
            run again.

            Examples:
              resumectl deploy                   show the plan, ask, apply
              resumectl deploy -y                without asking, as in CI
              resumectl deploy --only site       the files alone
              resumectl deploy --dry-run         the plan alone
              resumectl deploy --wait deployed   until CloudFront serves it everywhere
            """)

    @OptionGroup package var global: GlobalOptions
    @OptionGroup var planning: PlanningOptions
    @Flag(name: [.short, .customLong("yes")], help: "Apply without asking.")
    var yes = false
    @Flag(name: .customLong("dry-run"), help: "Show the plan and stop.")
    var dryRun = false
    @Option(
        help: ArgumentHelp("What to wait for at the end: none, accepted or deployed.", valueName: "what"))
    var wait = Wait.accepted

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        if context.usesJSON { context.json.start(command: "deploy") }
        var context = context
        if wait == .none { context.patience.certificate = .zero }
        let (session, deployer, observed) = try await SessionStart.open(global, in: context).observe(planning)
        session.access.warnings(in: context).forEach { $0.show(on: context) }
        let plan = try observed.plan(only: deployer.stack.selection(of: planning.only))
        PlanOutput(plan: plan, verbose: global.verbose).show(on: context)
        guard plan.conflicts.isEmpty else { return refuse(plan, in: context) }
        if dryRun { return .done }
        guard plan.hasChanges || !plan.manualSteps.isEmpty else {
            return try await finish(
                RunResult(outcomes: [], outputs: observed.liveOutputs, wasInterrupted: false), deployer, session,
                context)
        }
        // To look whether something was done by hand changes nothing.
        let agreed = try !plan.hasChanges || yes || context.confirm("A deploy", command: "resumectl deploy --yes")
        guard agreed else { return .refused }
        let interrupt = context.interrupt
        let result = await interrupt.whileChanging {
            await observed.apply(plan, shouldStop: { interrupt.isRequested })
        }
        return try await finish(result, deployer, session, context)
    }

    private func refuse(_ plan: Plan, in context: CommandContext) -> ExitStatus {
        guard !context.usesJSON else { return .refused }
        context.console.line(
            "\(context.console.style.red("error:")) Nothing was changed: "
                + "settle what is marked with ! above, then run the same command again. [conflict]")
        return .refused
    }

    // MARK: The end

    private func finish(
        _ result: RunResult, _ deployer: SiteDeployer, _ session: Session, _ context: CommandContext
    ) async throws -> ExitStatus {
        let summary = RunSummary(result: result, command: planning.added(to: "resumectl deploy"))
        let status = summary.show(on: context)
        guard status == .done else { return status }
        var outputs = result.outputs
        if wait == .deployed, try await deployer.waitUntilDeployed(result.outputs) {
            outputs[DistributionResource.isInProgress] = false
        }
        SiteAddress(outputs: outputs, config: session.config, counter: deployer.counterURL(outputs)).show(on: context)
        return .done
    }
}
