// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Removes everything that belongs to the site.
package struct DestroyCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Remove everything that belongs to the site.",
        discussion: """
            Shows what goes, and asks for the domain (or the name) to be typed. The counter's table stays unless \
            --delete-data is given. CloudFront takes some minutes to take a distribution out of \
            service. After an interruption, run it again: it goes on from there. What is not tagged for this site is never touched.

            Examples:
              resumectl destroy
              resumectl destroy --delete-data
              resumectl destroy --yes --delete-data      without asking
            """)

    @OptionGroup package var global: GlobalOptions
    @Flag(name: .customLong("delete-data"), help: "Delete the counter's table too.")
    var deleteData = false
    @Flag(name: [.short, .customLong("yes")], help: "Delete without asking.")
    var yes = false

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let (session, _, observed) = try await SessionStart.open(global, in: context, needsFiles: false)
            .observe(needsFiles: false)
        let plan = try observed.planDestroy(DestroyOptions(deleteData: deleteData))
        PlanOutput(
            plan: plan, verbose: global.verbose,
            nothing: plan.counts[.keep] == nil
                ? "Nothing to do: nothing of this site is left in the account."
                : "Nothing to do: nothing of this site is left but what is kept.",
            place: plan.hasChanges ? yes ? .progress : .question : .result
        ).show(on: context)
        guard plan.conflicts.isEmpty else { return context.refuseConflicts() }
        guard plan.hasChanges else { return .done }
        let word = session.config.domain ?? session.config.name
        guard try yes || context.confirm("A destroy", byTyping: word, command: "resumectl destroy --yes") else {
            return .refused
        }
        let result = await context.carryOut(plan, "Steps of the destroy") {
            await observed.destroy(plan, shouldStop: $0)
        }
        let command = deleteData ? "resumectl destroy --delete-data" : "resumectl destroy"
        let status = RunSummary(result: result, command: command).show(on: context)
        if status == .done, !context.usesJSON {
            let kept = plan.steps.filter { $0.change.action == .keep }.map(\.title) + result.kept
            context.console.result(
                kept.isEmpty ? "Everything is gone." : "Everything is gone but: \(kept.joined(separator: ", ")).")
            let byHand = plan.manualSteps.flatMap(\.change.items)
            if !byHand.isEmpty {
                context.console.result("Remove where the domain's DNS is kept:")
                for item in byHand { context.console.result("    \(item.name)") }
            }
        }
        return status
    }
}
