// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Makes the account look like the configuration.
package struct DeployCommand: ResumectlCommand {
    /// What a deploy waits for at the end.
    enum Wait: String, ExpressibleByArgument, CaseIterable, Sendable {
        /// Nothing: not even the certificate.
        case none
        /// Until AWS has accepted everything.
        case accepted
        /// Until CloudFront serves it everywhere.
        case deployed
    }

    package static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Make the account match the configuration.",
        discussion: """
            Shows the plan, asks, and applies it. New assets go before the pages that use them, deletes come last, and \
            CloudFront is told to forget just the paths that changed. After an interruption, run it \
            again: it goes on from there.

            The site's address goes to standard output, plan and progress go to standard error. A script gets the \
            address alone with: URL=$(resumectl deploy -yq)

            Examples:
              resumectl deploy                   show the plan, ask, apply
              resumectl deploy -y                without asking, as in CI
              resumectl deploy --only site       the files alone
              resumectl deploy --dry-run         the plan alone
              resumectl deploy --wait deployed   until CloudFront serves it everywhere
              resumectl deploy --all             every site of the folder config/
              resumectl deploy -y -q             the address alone
              resumectl deploy --json-into run.json   records for programs beside the text
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
        var context = context
        if wait == .none { context.patience.certificate = .zero }
        if planning.all { return try await deployAll(in: context) }
        guard yes, !dryRun else { return try await deploy(in: context) }
        let claim = FilesClaim { [interrupt = context.interrupt] in interrupt.hold($0) }
        let ended = await Result(awaiting: { [context] in try await deploy(claiming: claim, in: context) })
        await claim.giveBack()
        return try ended.get()
    }

    private func deploy(claiming claim: FilesClaim? = nil, in context: CommandContext) async throws -> ExitStatus {
        let site = try await PreparedSite.read(
            global, planning: planning, showing: place, claiming: claim, in: context)
        site.session.access.warnings(in: context).forEach { $0.show(on: context) }
        guard site.plan.conflicts.isEmpty else { return context.refuseConflicts() }
        if dryRun { return .done }
        // To look whether something was done by hand changes nothing.
        let agreed =
            try !site.plan.hasChanges || yes || context.confirm("A deploy", command: "resumectl deploy --yes")
        guard agreed else { return .refused }
        return try await application.run(site, in: context)
    }

    /// The plan is the result of a dry run alone; else the site's address is.
    private var place: PlanOutput.Place { dryRun ? .result : yes ? .progress : .question }

    private var application: Application { Application(planning: planning, wait: wait) }

    // MARK: Several sites

    private func deployAll(in context: CommandContext) async throws -> ExitStatus {
        var context = context
        context.shared = SharedAccess()
        let group = try SiteGroup.find(global, in: context)
        let (sites, planning, place) = (group.sites, planning, place)
        let prepared = await group.run(in: context, .bySite) { index, context in
            let site = try await PreparedSite.read(
                sites[index].global, sites[index].config, planning: planning, showing: place, in: context)
            return (site, site.plan.conflicts.isEmpty ? nil : context.refuseConflicts())
        }
        let first = prepared.lazy.compactMap { if case .done(let (site, _)) = $0 { site } else { nil } }.first
        first?.session.access.warnings(in: context).forEach { $0.show(on: context) }
        let changing = prepared.count { if case .done(let (site, nil)) = $0 { site.plan.hasChanges } else { false } }
        if !dryRun, changing > 0, !yes {
            let what = changing == 1 ? "A deploy of one site" : "A deploy of \(changing) sites"
            guard try context.confirm(what, command: "resumectl deploy --all --yes") else { return .refused }
        }
        let (apply, dryRun) = (application, dryRun)
        let results = await group.run(in: context, .asTheyCome) { index, context -> ExitStatus in
            switch prepared[index] {
            case .failed(let status), .done((_, let status?)): return status
            case .done((_, nil)) where dryRun: return .done
            case .done((let site, nil)): return try await apply.run(site, in: context)
            }
        }
        return group.finish(results.map(\.status), in: context)
    }
}

extension DeployCommand {
    /// The second half of a deploy: what is decided is done.
    fileprivate struct Application: Sendable {
        let planning: PlanningOptions
        let wait: Wait

        func run(_ site: PreparedSite, in context: CommandContext) async throws -> ExitStatus {
            guard site.plan.hasChanges || !site.plan.manualSteps.isEmpty else {
                return try await finish(site, in: context)
            }
            let result = await context.carryOut(site.plan, "Steps of the deploy") {
                await site.observed.apply(site.plan, shouldStop: $0)
            }
            return try await finish(site, result, in: context)
        }

        private func finish(
            _ site: PreparedSite, _ result: RunResult? = nil, in context: CommandContext
        ) async throws -> ExitStatus {
            let result =
                result ?? RunResult(outcomes: [], outputs: site.observed.liveOutputs, wasInterrupted: false)
            let summary = RunSummary(result: result, command: planning.added(to: "resumectl deploy"))
            let status = summary.show(on: context)
            guard status == .done else { return status }
            var outputs = result.outputs
            if wait == .deployed, try await site.deployer.waitUntilDeployed(result.outputs) {
                outputs[DistributionResource.isInProgress] = false
            }
            SiteAddress(
                outputs: outputs, config: site.session.config, counter: site.deployer.counterURL(outputs)
            ).show(on: context)
            return .done
        }
    }
}
