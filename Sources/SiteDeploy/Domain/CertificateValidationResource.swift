// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The wait until the certificate is issued; CloudFront takes no other.
package struct CertificateValidationResource: Resource {
    package static let address: ResourceAddress = "certificate.issued"
    /// The certificate's ARN, once it is issued.
    package static let issued = OutputKey<ARN>(address, "arn")

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    package let dependencies: [ResourceAddress] = [CertificateResource.address, ValidationRecordsResource.address]
    private let context: StackContext
    private var acm: ACMClient { context.clients.acm }

    package init(context: StackContext) {
        self.context = context
    }

    package var title: String { "Validation of the certificate" }

    package func read(_ others: LiveOutputs) async throws -> ARN? {
        guard let arn = try await others.value(CertificateResource.arn),
            try await others.value(CertificateResource.isIssued) == true
        else { return nil }
        return arn
    }

    package func outputs(live: ARN) -> Outputs {
        var outputs = Outputs()
        outputs[Self.issued] = live
        return outputs
    }

    package func diff(live: ARN?, inputs: Outputs) throws -> Change {
        guard context.config.domain != nil else { return .none }
        if let live, inputs[CertificateResource.arn] == live { return .none }
        return Change(.create, reason: "ACM issues it when it finds the records in DNS, usually within minutes.")
    }

    package func apply(live: ARN?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let arn = try inputs.require(CertificateResource.arn)
        var isLookedAt = false
        var last: Certificate?
        let issued = try await context.patience.wait(
            for: "ACM to issue the certificate", upTo: context.patience.certificate, first: .milliseconds(500),
            longest: .seconds(15), step: step
        ) { () -> Bool? in
            last = try await pendingCertificate(arn)
            if last?.status == .issued { return true }
            guard !isLookedAt else { return nil }
            isLookedAt = true
            // Whatever the wait, nothing comes of it as long as public DNS does not let ACM see the records.
            let obstacles = await obstacles(inputs, nil)
            if let doubt = context.publicDNS.takeDoubt() { step.note(doubt + " The deploy goes on.") }
            guard !obstacles.contains(where: \.needsHands) else { throw pending(obstacles, inputs) }
            return nil
        }
        guard issued == true else {
            let obstacles = await obstacles(inputs, last)
            guard obstacles.isEmpty, context.config.hasExternalDNS, context.publicDNS.hasDoubt else {
                throw pending(obstacles, inputs)
            }
            throw unseen(last)
        }
        return outputs(live: arn)
    }

    /// The certificate, issued or on its way; `nil` while ACM does not show it.
    private func pendingCertificate(_ arn: ARN) async throws -> Certificate? {
        guard let certificate = try await acm.describeCertificate(arn) else { return nil }
        switch certificate.status {
        case .issued, .pendingValidation: return certificate
        default:
            throw DeployError(
                code: .certificateFailed, summary: "ACM did not issue the certificate",
                detail: "\(arn.rawValue): \(certificate.status)"
                    + (certificate.failureReason.map { " (\($0))" } ?? ""),
                hint: "Fix the cause (CAA records must allow amazon.com), then run:\n    resumectl deploy")
        }
    }

    private func pending(_ obstacles: [ValidationObstacle], _ inputs: Outputs) -> DeployError {
        let domain = context.config.domain ?? ""
        let zone = inputs[HostedZoneResource.zones]?.first { $0.holds(domain) }
        return ValidationObstacle.pending(
            obstacles, domain: domain, servers: zone?.nameServers ?? [], isKnown: !context.publicDNS.hasDoubt)
    }

    /// The end of a wait for records that somebody has to enter, when nobody could look whether they are there.
    private func unseen(_ certificate: Certificate?) -> DeployError {
        DeployError(
            code: .certificatePending, summary: "The certificate is not issued yet",
            detail: "ACM has not seen these records in the public DNS. Enter them where the DNS of the domain is kept:",
            hint: "Are they there already? Then it takes some minutes. Run:\n    resumectl deploy", kind: .pending,
            records: (certificate.flatMap(CertificateResource.records(of:)) ?? []).map {
                context.manualRecord($0, live: nil)
            })
    }

    // MARK: Public DNS

    /// What stands in ACM's way.
    ///
    /// - Parameters:
    ///   - inputs: The zones.
    ///   - certificate: The certificate whose records are looked for when nothing else is found; `nil` for none. Right
    ///     after they were made it is too early: a name server would remember for a while that they are not there.
    /// - Returns: Empty when nothing is found, or nobody could be asked.
    private func obstacles(_ inputs: Outputs, _ certificate: Certificate?) async -> [ValidationObstacle] {
        let names = context.config.siteNames
        let zones = (inputs[HostedZoneResource.zones] ?? []).filter { zone in names.contains(where: zone.holds) }
        async let ofZones = zones.asyncMap { await obstacles(of: $0) }
        async let ofAuthority = names.asyncMap { name -> [ValidationObstacle] in
            guard let found = await context.publicDNS.forbiddingCAA(of: name) else { return [] }
            return [.authority(name: name, place: found.place, records: found.records)]
        }
        var found = await ofZones.flatMap(\.self) + ofAuthority.flatMap(\.self)
        if found.isEmpty {
            let records = certificate.flatMap(CertificateResource.records(of:))
            found = await (records ?? []).asyncMap { record -> [ValidationObstacle] in
                let name = DNSName.normalized(record.name)
                switch await context.publicDNS.sighting(of: record) {
                case .there, .unknown: return []
                case .missing: return [.recordMissing(name)]
                case .other(let live):
                    return [.recordDiffers(name, live: live, value: DNSName.normalized(record.value))]
                }
            }.flatMap(\.self)
        }
        return found
    }

    private func obstacles(of zone: HostedZoneResource.Zone) async -> [ValidationObstacle] {
        guard let live = await context.publicDNS.nameServers(of: zone.name) else { return [] }
        if !Delegation.leads(live, to: zone.nameServers) {
            // A zone's own NS records can be edited, so the set that Route 53 gave it counts as well.
            let given = (try? await context.clients.route53.getHostedZone(zone.id))?.nameServers ?? []
            guard Delegation.leads(live, to: given) else {
                return [
                    .delegation(zone: zone.name, servers: given.isEmpty ? zone.nameServers : given, live: live)
                ]
            }
        }
        let handedOn = zone.delegations(of: context.config.siteNames).map { name, servers in
            ValidationObstacle.handedOn(name: name, zone: zone.name, servers: servers)
        }
        guard handedOn.isEmpty else { return handedOn }
        return await context.publicDNS.isSignatureMissing(of: zone.name) ? [.signature(zone: zone.name)] : []
    }

    package func diffForDestroy(live: ARN?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: ARN, inputs: Outputs, step: StepReporter) async throws {}
}
