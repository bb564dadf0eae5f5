// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

extension CommandContext {
    /// Carries out a plan: shows what goes on, folds its lines in GitHub's log, and lets what is in flight be finished
    /// when the user wants to stop.
    ///
    /// - Parameters:
    ///   - plan: What is to be done.
    ///   - title: What the lines are folded under, such as `Steps of the deploy`.
    ///   - body: Does it; it is given what tells whether the user wants to stop.
    /// - Returns: How each step ended.
    func carryOut(
        _ plan: Plan, _ title: String,
        _ body: (_ shouldStop: @escaping @Sendable () -> Bool) async -> RunResult
    ) async -> RunResult {
        // What somebody has to do elsewhere is looked at, too.
        progress.expect(plan.effectiveSteps.count + plan.manualSteps.count, of: site)
        defer { progress.settle(site) }
        return await folded(title) {
            await interrupt.whileChanging { await body { [interrupt] in interrupt.isRequested } }
        }
    }

    /// Says that nothing is done because of something that is in the way; with JSON the plan's records say it.
    ///
    /// - Returns: The status of a command that ends there.
    func refuseConflicts() -> ExitStatus {
        guard !usesJSON else { return .refused }
        console.line(
            "\(console.style.red("error:")) Nothing was changed: "
                + "settle what is marked with ! above, then run the same command again. [\(ErrorCode.conflict.rawValue)]"
        )
        return .refused
    }
}
