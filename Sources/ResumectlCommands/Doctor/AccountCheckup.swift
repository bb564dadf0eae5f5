// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Looks at a site in its account and in public DNS; it changes nothing.
struct AccountCheckup {
    let session: Session
    let deployer: SiteDeployer
    let stack: ObservedStack
    let now: Date

    private var config: SiteConfig { session.config }
    private var outputs: Outputs { stack.liveOutputs }
    private var dns: PublicDNS { deployer.context.publicDNS }

    /// Looks at everything.
    ///
    /// - Returns: The findings; at least one for each check that the configuration asks for.
    func findings() async -> [Finding] {
        async let quotas = quotas()
        guard config.domain != nil else { return conflicts + [await quotas] }
        async let servers = nameServers()
        async let authorities = authorities()
        async let certificate = certificate()
        async let addresses = addresses()
        return await conflicts + [quotas] + servers + authorities + certificate + addresses
    }

    /// What a deploy would refuse to touch.
    private var conflicts: [Finding] {
        let plan: Plan
        do {
            plan = try stack.plan()
        } catch {
            return [Self.finding(.account, DeployError(describing: error))]
        }
        let found = plan.conflicts.map { step in
            Finding.error(
                step.address == HostedZoneResource.address ? .zone : .account, "conflict",
                "\(step.title): \(step.change.reason ?? "it is not this site's").", at: step.address.rawValue,
                fix: step.change.hint)
        }
        let state =
            outputs[DistributionResource.id] == nil
            ? "the site is not deployed yet" : "nothing is in the way of a deploy"
        return found.isEmpty ? [.fine(.account, "\(session.account.id): \(state)")] : found
    }

    /// An error that kept something from being looked at.
    static func finding(_ check: Finding.Check, _ error: DeployError) -> Finding {
        let text = [error.summary, error.detail].compactMap { $0 }.joined(separator: ": ")
        return .error(check, error.code, Finding.sentence(text), fix: error.hint ?? "Run the same command again.")
    }

    // MARK: Quotas

    private static let mostDistributions = 500

    private func quotas() async -> Finding {
        do {
            let count = try await deployer.context.clients.cloudFront.listDistributions().all().count
            guard count > Self.mostDistributions * 9 / 10 else {
                return .fine(.quotas, "\(count) of \(Self.mostDistributions) CloudFront distributions in use")
            }
            return .warning(
                .quotas, "distributions",
                "\(count) of the usual \(Self.mostDistributions) CloudFront distributions are in use.",
                fix: "Delete some, or ask AWS for more: Service Quotas, Amazon CloudFront.")
        } catch {
            return .unknown(.quotas, DeployError(describing: error).summary)
        }
    }

    // MARK: Domain

    private func nameServers() async -> [Finding] {
        if config.hasExternalDNS { return [.fine(.zone, "none: the DNS is kept elsewhere (dns: external)")] }
        let zones = (outputs[HostedZoneResource.zones] ?? []).filter { zone in
            config.siteNames.contains(where: zone.holds)
        }
        var findings: [Finding] = zones.isEmpty ? [] : [.fine(.zone, zones.map(\.name).joined(separator: ", "))]
        for zone in zones {
            guard let live = await dns.nameServers(of: zone.name) else {
                findings.append(.unknown(.delegation, "\(zone.name): public DNS could not be asked."))
                continue
            }
            if Delegation.leads(live, to: zone.nameServers) {
                findings.append(.fine(.delegation, "\(zone.name) is answered by its hosted zone"))
            } else {
                let now = live.isEmpty ? "names none" : "names \(live.joined(separator: ", "))"
                findings.append(
                    .error(
                        .delegation, "delegation", "\(zone.name) does not lead to its hosted zone: public DNS \(now).",
                        at: zone.name, fix: Delegation.instructions(zone.name, servers: zone.nameServers)))
            }
            if await dns.isSignatureMissing(of: zone.name) {
                findings.append(
                    .error(
                        .delegation, "dnssec", "\(zone.name) is marked as signed (a DS record), and its zone is not.",
                        at: zone.name, fix: "Remove the DS record (switch DNSSEC off) at the registrar."))
            }
        }
        return findings
    }

    private func authorities() async -> [Finding] {
        var findings: [Finding] = []
        for name in config.siteNames {
            guard let found = await dns.forbiddingCAA(of: name) else { continue }
            findings.append(
                .error(
                    .caa, "caa",
                    "\(name) may have no certificate of Amazon's: \(found.records.joined(separator: ", ")).",
                    at: found.place, fix: "Add a CAA record at \(found.place), or remove those: 0 issue \"amazon.com\"")
            )
        }
        if !findings.isEmpty { return findings }
        return [dns.hasDoubt ? .unknown(.caa, "Public DNS did not answer.") : .fine(.caa, "Amazon may issue")]
    }

    /// AWS renews 60 days before the end; so close to it something is wrong.
    private static let renewalIsLate = 45.0

    private func certificate() async -> [Finding] {
        let found: Certificate?
        do {
            found = try await deployer.certificate(outputs)
        } catch {
            return [Self.finding(.certificate, DeployError(describing: error))]
        }
        return [Self.finding(found, at: now)]
    }

    /// What there is to say about a certificate.
    static func finding(_ certificate: Certificate?, at now: Date) -> Finding {
        guard let certificate else { return .fine(.certificate, "none yet; a deploy requests one") }
        let place = certificate.arn.rawValue
        let records =
            "Its validation records (CNAME, their names begin with _) must stay in the DNS; put back what is missing"
        switch certificate.status {
        case .issued: break
        case .pendingValidation:
            return .warning(
                .certificate, "certificate-pending", "It is not issued yet.", at: place,
                fix: "Fix what this list says of the domain, then run: resumectl deploy")
        default:
            let reason = certificate.failureReason.map { " (\($0))" } ?? ""
            return .error(
                .certificate, "certificate-state", "Its state is \(certificate.status.rawValue)\(reason).", at: place,
                fix: "Fix the cause, then run: resumectl deploy")
        }
        guard let end = certificate.notAfter else { return .fine(.certificate, "issued") }
        let days = Int((end.timeIntervalSince(now) / 86400).rounded(.down))
        if days < 0 {
            return .error(
                .certificate, "certificate-expired", "It has expired.", at: place, fix: "\(records): resumectl deploy")
        }
        if Double(days) < renewalIsLate {
            return .warning(
                .certificate, "certificate-not-renewed", "It ends in \(days) days, and AWS has not renewed it.",
                at: place,
                fix: "\(records): resumectl deploy")
        }
        return .fine(.certificate, "issued, \(days) days left; AWS renews it")
    }

    private func addresses() async -> [Finding] {
        guard let target = outputs[DistributionResource.domainName] else { return [] }
        var findings: [Finding] = []
        for name in config.siteNames {
            switch await dns.destination(of: name, target: target) {
            case .site: break
            case .unknown: findings.append(.unknown(.address, "\(name): where it leads could not be found out."))
            case .nowhere:
                findings.append(
                    .error(.address, "address", "\(name) leads nowhere.", at: name, fix: "Run: resumectl deploy"))
            case .elsewhere(let place):
                findings.append(
                    .error(
                        .address, "address", "\(name) leads to \(place), not to the site.", at: name,
                        fix: "Let it lead to \(target): resumectl plan shows the record."))
            }
        }
        return findings.isEmpty
            ? [.fine(.address, "\(config.siteNames.joined(separator: ", ")) lead to the site")] : findings
    }
}
