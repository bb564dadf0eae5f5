// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteDeploy

/// Deletes the role that a repository's workflows deploy as.
package struct CIRemoveCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Delete the role that workflows deploy as.",
        discussion: """
            The site stays as it is. GitHub's identity provider stays too: other sites and tools may use it.

            Examples:
              resumectl ci remove
              resumectl ci remove --yes
            """)

    @OptionGroup package var global: GlobalOptions
    @Flag(name: [.short, .customLong("yes")], help: "Delete without asking.")
    var yes = false

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let session = try await Session.open(global, in: context, needsFiles: false)
        let observed = try await session.observeCI(trust: nil, policy: AccessPolicy.nothing, in: context)
        let plan = try observed.planDestroy(DestroyOptions(deleteData: false))
        PlanOutput(plan: plan, verbose: global.verbose, nothing: "Nothing to do: there is no role of this site.")
            .show(on: context)
        guard plan.hasChanges else { return .done }
        guard try yes || context.confirm("A change of permissions", command: "resumectl ci remove --yes") else {
            return .refused
        }
        let result = await context.carryOut(plan, "Steps of the removal") {
            await observed.destroy(plan, shouldStop: $0)
        }
        return RunSummary(result: result, command: "resumectl ci remove").show(on: context)
    }
}
