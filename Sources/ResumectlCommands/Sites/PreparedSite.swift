// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// A site of which it is decided what is to be done.
struct PreparedSite {
    let session: Session
    let deployer: SiteDeployer
    let observed: ObservedStack
    let plan: Plan

    /// Reads the account, decides, and shows the plan.
    ///
    /// - Parameters:
    ///   - global: What the user chose.
    ///   - config: The site's configuration; `nil` to load it.
    ///   - planning: What the user chose for the plan.
    ///   - place: Where the plan is shown.
    ///   - claim: Claims the files meanwhile, when the plan is going to be carried out without asking.
    ///   - context: The outside world.
    /// - Returns: The site, ready to be deployed.
    /// - Throws: What `SessionStart.open` and `observe` throw, `DeployError` for a selection that is not there.
    static func read(
        _ global: GlobalOptions, _ config: SiteConfig? = nil, planning: PlanningOptions,
        showing place: PlanOutput.Place = .result, claiming claim: FilesClaim? = nil, in context: CommandContext
    ) async throws -> PreparedSite {
        let (session, deployer, observed) = try await SessionStart.open(global, config, in: context).observe(
            planning, claim: claim)
        let plan = try observed.plan(only: deployer.stack.selection(of: planning.only))
        PlanOutput(plan: plan, verbose: global.verbose, place: place, config: session.config).show(on: context)
        return PreparedSite(session: session, deployer: deployer, observed: observed, plan: plan)
    }
}
