// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// What comes with carrying out a plan: how long it takes, what CloudFront is told to forget, what the site costs.
struct PlanOutlook: Sendable, Equatable {
    /// Something that takes minutes, however fast everything else is.
    struct SlowStep: Sendable, Equatable {
        /// Who does what, such as `CloudFront brings the change to its locations`.
        let what: String
        let minutes: ClosedRange<Int>
        /// Whether the command waits for it.
        let isWaitedFor: Bool

        var text: String {
            "about \(minutes.lowerBound) to \(minutes.upperBound) minutes until \(what)"
                + (isWaitedFor ? "" : ", after the command has ended")
        }
    }

    /// What a line begins with that goes on with the one above.
    private static let indent = "      "

    let slowSteps: [SlowStep]
    /// The paths that CloudFront is told to forget; empty also where nothing is cached yet.
    let invalidationPaths: [String]
    /// `nil` where it does not matter: nothing is made or goes away.
    let cost: CostEstimate?

    /// - Parameters:
    ///   - plan: The plan.
    ///   - config: The site; `nil` where a plan is not about one.
    init(_ plan: Plan, _ config: SiteConfig?) {
        func action(_ address: ResourceAddress) -> Change.Action? {
            plan.steps.first { $0.address == address }?.change.action
        }
        let distribution = action(DistributionResource.address)
        var slow: [SlowStep] = []
        switch action(CertificateValidationResource.address) {
        case .create, .update, .replace:
            slow.append(SlowStep(what: "ACM has issued the certificate", minutes: 2...10, isWaitedFor: true))
        default: break
        }
        switch distribution {
        case .create, .update, .replace, .adopt:
            slow.append(
                SlowStep(what: "CloudFront serves the change everywhere", minutes: 3...8, isWaitedFor: false))
        case .delete:
            slow.append(
                SlowStep(
                    what: "CloudFront has taken the distribution out of service", minutes: 3...15, isWaitedFor: true))
        default: break
        }
        slowSteps = slow
        invalidationPaths =
            plan.steps.first { $0.address == InvalidationResource.address }?.change.items.map(\.name) ?? []
        let changesCost = plan.steps.contains { step in
            [.create, .replace, .adopt].contains(step.change.action) && step.address != SiteFilesResource.address
        }
        cost = changesCost ? config.map(CostEstimate.init) : nil
    }

    /// The lines that follow the totals; none when there is nothing to say.
    var lines: [String] {
        var lines: [String] = []
        for (number, step) in slowSteps.enumerated() {
            lines.append((number == 0 ? "Time: " : Self.indent) + step.text + (step == slowSteps.last ? "." : ";"))
        }
        if !invalidationPaths.isEmpty {
            let shown = invalidationPaths.prefix(6).joined(separator: ", ")
            let more = invalidationPaths.count > 6 ? " and \(invalidationPaths.count - 6) more" : ""
            lines.append("CloudFront forgets: \(shown)\(more).")
        }
        if let cost { lines += ["Cost: \(cost.text).", "\(Self.indent)\(CostEstimate.basis)."] }
        return lines
    }
}
