// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Shows what is live and whether it is as the configuration says.
package struct StatusCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what is live, and whether it is as the configuration says.",
        discussion: """
            Examples:
              resumectl status
              resumectl status --json
            """)

    @OptionGroup package var global: GlobalOptions

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let (session, deployer, observed) = try await SessionStart.open(global, in: context).observe()
        let plan = try observed.plan()
        let status = SiteStatus(observed: observed, plan: plan, deployer: deployer, session: session)
        let count = try await deployer.counterValue(observed.liveOutputs)
        status.show(on: context, count: count)
        return .done
    }
}

/// What is live.
private struct SiteStatus {
    let observed: ObservedStack
    let plan: Plan
    let deployer: SiteDeployer
    let session: Session

    func show(on context: CommandContext, count: Int?) {
        let outputs = observed.liveOutputs
        let address = SiteAddress(outputs: outputs, config: session.config, counter: deployer.counterURL(outputs))
        let changes = plan.effectiveSteps.count
        context.record(
            StatusRecord(
                name: session.config.name, account: session.account.id, region: session.account.region,
                deployed: outputs[DistributionResource.id] != nil, url: address.url,
                distribution: address.distribution, rollingOut: address.isRollingOut,
                certificateIssued: outputs[CertificateResource.isIssued], counter: address.counter, count: count,
                drift: plan.effectiveSteps.map(\.address.rawValue)))
        guard !context.usesJSON else { return }
        let console = context.console
        func row(_ name: String, _ value: String) {
            console.result(name + String(repeating: " ", count: max(1, 14 - name.count)) + value)
        }
        row("Site", session.config.name + (session.config.environment.map { " (\($0))" } ?? ""))
        row("Account", "\(session.account.id), \(session.account.region)")
        guard outputs[DistributionResource.id] != nil else {
            row("State", console.style.yellow("not deployed") + "; run: resumectl deploy")
            return
        }
        if let url = address.url { row("Address", url) }
        if let id = address.distribution, let domain = address.cloudFrontDomain {
            row("CloudFront", "\(id), \(domain)")
        }
        row("State", address.isRollingOut ? console.style.yellow("rolling out") : console.style.green("live"))
        if session.config.domain != nil {
            let issued = outputs[CertificateResource.isIssued] ?? false
            row("Certificate", issued ? "issued" : console.style.yellow("not issued yet"))
        }
        if let counter = address.counter { row("Counter", counter) }
        if let count { row("Visitors", "\(count)") }
        if changes == 0 {
            row("Drift", "none")
        } else {
            row("Drift", console.style.yellow("\(changes) to change") + "; look with: resumectl plan")
        }
    }
}

private struct StatusRecord: Encodable {
    let type = "status"
    let name: String
    let account: String
    let region: String
    let deployed: Bool
    let url: String?
    let distribution: String?
    let rollingOut: Bool
    let certificateIssued: Bool?
    let counter: String?
    let count: Int?
    let drift: [String]

    enum CodingKeys: String, CodingKey {
        case type, name, account, region, deployed, url, distribution, rollingOut, certificateIssued, counter, count,
            drift
    }
}
