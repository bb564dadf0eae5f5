// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSWire
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What is live.
struct SiteStatus {
    private let outputs: Outputs
    private let drift: [ResourceAddress]
    private let address: SiteAddress
    private let session: Session
    private let certificate: Certificate?
    private let count: Int?
    private let filesChangedAt: Date?
    private let now: Date

    private var isDeployed: Bool { outputs[DistributionResource.id] != nil }

    /// Finds out what the stack's own resources do not tell.
    ///
    /// - Parameters:
    ///   - observed: The stack as it is.
    ///   - deployer: The site's deployer.
    ///   - session: Whose site it is.
    ///   - now: The time of day.
    /// - Throws: `DeployError`, or `AWSError` of the requests.
    init(observed: ObservedStack, deployer: SiteDeployer, session: Session, now: Date) async throws {
        let outputs = observed.liveOutputs
        self.outputs = outputs
        self.session = session
        self.now = now
        drift = try observed.plan().effectiveSteps.map(\.address)
        address = SiteAddress(outputs: outputs, config: session.config, counter: deployer.counterURL(outputs))
        async let count = deployer.counterValue(outputs)
        async let certificate = session.config.domain == nil ? nil : deployer.certificate(outputs)
        async let changed = deployer.filesChangedAt(outputs)
        (self.count, self.certificate, filesChangedAt) = try await (count, certificate, changed)
    }

    func show(on context: CommandContext) {
        context.record(record)
        guard !context.usesJSON else { return }
        for line in lines(style: context.console.style) { context.console.result(line) }
    }

    /// The screen, line by line.
    func lines(style: TextStyle) -> [String] {
        var lines: [String] = []
        func row(_ name: String, _ value: String) {
            lines.append(name + String(repeating: " ", count: max(1, 14 - name.count)) + value)
        }
        row("Site", session.config.name + (session.config.environment.map { " (\($0))" } ?? ""))
        row("Account", "\(session.account.id), \(session.account.region)")
        guard isDeployed else {
            row("State", style.yellow("not deployed") + "; run: resumectl deploy")
            return lines
        }
        if let url = address.url { row("Address", url) }
        if let id = address.distribution, let domain = address.cloudFrontDomain {
            row("CloudFront", "\(id), \(domain)")
        }
        row("State", address.isRollingOut ? style.yellow("rolling out") : style.green("live"))
        if session.config.domain != nil { row("Certificate", certificateText(style)) }
        if let filesChangedAt { row("Files changed", Self.text(filesChangedAt)) }
        if let counter = address.counter { row("Counter", counter) }
        if let count { row("Visitors", "\(count)") }
        row(
            "Drift",
            drift.isEmpty ? "none" : style.yellow("\(drift.count) to change") + "; look with: resumectl plan")
        return lines
    }

    private func certificateText(_ style: TextStyle) -> String {
        guard outputs[CertificateResource.isIssued] == true else { return style.yellow("not issued yet") }
        guard let end = certificate?.notAfter else { return "issued" }
        let days = Int((end.timeIntervalSince(now) / 86400).rounded(.down))
        let text = "issued, until \(AWSTimestamp.formatISO8601(end).prefix(10)) (\(days) days)"
        return days < 45 ? style.yellow(text + "; AWS has not renewed it: resumectl doctor") : text
    }

    private static func text(_ date: Date) -> String {
        let text = AWSTimestamp.formatISO8601(date)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    private var record: StatusRecord {
        StatusRecord(
            name: session.config.name, account: session.account.id, region: session.account.region,
            deployed: isDeployed, url: address.url, distribution: address.distribution,
            rollingOut: address.isRollingOut,
            certificateIssued: outputs[CertificateResource.isIssued],
            certificateEndsAt: certificate?.notAfter.map { AWSTimestamp.formatISO8601($0) },
            filesChangedAt: filesChangedAt.map { AWSTimestamp.formatISO8601($0) }, counter: address.counter,
            count: count,
            drift: drift.map(\.rawValue))
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
    let certificateEndsAt: String?
    let filesChangedAt: String?
    let counter: String?
    let count: Int?
    let drift: [String]
}
