// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

/// What a command found out and did, for the page and the outputs of a step.
struct GitHubFacts: Sendable {
    /// One of the sites of a run; a run without `--all` has one, without a name.
    struct Site: Sendable {
        var name: String?
        var plan: Plan?
        var result: RunResult?
        var url: String?
        var errors: [DeployError] = []
        var mistakes: [Diagnostic] = []
    }

    /// The command with the options that choose the site, such as `resumectl plan --env staging`.
    var command: String
    var sites: [Site] = []
    var warnings: [AccessWarning] = []

    /// The sites in the order of their names.
    var sorted: [Site] { sites.sorted { ($0.name ?? "") < ($1.name ?? "") } }

    /// Changes what is known of a site.
    mutating func update(_ name: String?, _ change: (inout Site) -> Void) {
        if let index = sites.firstIndex(where: { $0.name == name }) {
            change(&sites[index])
        } else {
            var site = Site(name: name)
            change(&site)
            sites.append(site)
        }
    }

    /// The outputs of the step.
    func output(_ status: ExitStatus) -> GitHubOutput {
        let known = sites.filter { $0.plan != nil || $0.result != nil }
        let changed = known.contains { site in
            // A plan that was not applied is what the user asked for, unless it was refused.
            site.result.map { $0.doneCount > 0 }
                ?? ((status == .done || status == .changesPending || status == .refused && isPlan)
                    && site.plan?.hasChanges == true)
        }
        let plan = sites.contains { $0.plan != nil } ? GitHubSummary.plan(self) : nil
        return GitHubOutput(
            isChanged: known.isEmpty ? nil : changed, exitCode: status.rawValue, urls: sorted.compactMap(\.url),
            plan: plan)
    }

    private var isPlan: Bool { command == "resumectl plan" || command.hasPrefix("resumectl plan ") }
}
