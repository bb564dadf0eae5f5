// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

/// Shows a plan.
struct PlanOutput {
    /// Where a plan is shown.
    enum Place: Sendable, Equatable {
        /// It is what the command was asked for: to standard output.
        case result
        /// Something else is the result: to standard error, unless the user wants quiet.
        case progress
        /// The user is asked about it: to standard error.
        case question
    }

    let plan: Plan
    let verbose: Bool
    var nothing = "Nothing to do: the account is as the configuration says."
    var place = Place.result
    /// The site, for what a plan is about that is one's.
    var config: SiteConfig?

    func show(on context: CommandContext) {
        context.github?.planned(plan, in: context)
        context.record(PlanRecord(plan, outlook: PlanOutlook(plan, config)))
        let console = context.console
        guard !context.usesJSON, place != .progress || !console.isQuiet else { return }
        let text = PlanText(style: console.style, verbose: verbose, repeated: context.repeated)
        // There is nothing to ask about.
        if place == .question, console.isQuiet, !plan.hasChanges { return }
        let lines = text.lines(plan, nothing: nothing, outlook: PlanOutlook(plan, config))
        guard place != .result else { return lines.forEach { console.result($0) } }
        guard plan.hasChanges, plan.conflicts.isEmpty else { return lines.forEach { console.line($0) } }
        context.folded("Plan") { lines.forEach { console.line($0) } }
    }
}
