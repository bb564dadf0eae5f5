// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The CNAME records by which ACM sees that the names are ours; they stay, renewals need them.
package struct ValidationRecordsResource: Resource {
    package static let address: ResourceAddress = "dns.validation"
    private static let secondsToLive = 300

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    package let dependencies: [ResourceAddress] = [CertificateResource.address, HostedZoneResource.address]
    private let context: StackContext

    package init(context: StackContext) {
        self.context = context
    }

    package var title: String { "Validation records of the certificate" }

    /// The desired records and the CNAME records that are there under their names.
    package struct Live: Sendable, Equatable {
        package var records: [CertificateValidationRecord]
        package var found: [RecordSet]
        /// Names of `found` that other certificates of the account need too.
        package var shared: Set<String>
        /// How the records look from outside, by their names; looked at only when they are kept elsewhere.
        package var sightings: [String: PublicDNS.Sighting] = [:]
    }

    package func read(_ others: LiveOutputs) async throws -> Live? {
        if isExternal {
            guard let records = try await others.value(CertificateResource.records) else { return nil }
            return Live(records: records, found: [], shared: [], sightings: await sightings(records))
        }
        guard let records = try await others.value(CertificateResource.records),
            let zones = try await others.value(HostedZoneResource.zones)
        else { return nil }
        let found = Self.found(records, in: zones)
        let own = Set((try await others.value(CertificateResource.ownRecordNames) ?? []))
        return found.isEmpty
            ? nil
            : Live(records: records, found: found, shared: Set(found.map(\.name)).subtracting(own))
    }

    private var isExternal: Bool { context.config.hasExternalDNS }

    private func sightings(_ records: [CertificateValidationRecord]) async -> [String: PublicDNS.Sighting] {
        let publicDNS = context.publicDNS
        let found = await records.asyncMap { (DNSName.normalized($0.name), await publicDNS.sighting(of: $0)) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    private static func found(
        _ records: [CertificateValidationRecord], in zones: [HostedZoneResource.Zone]
    ) -> [RecordSet] {
        let names = Set(records.map { DNSName.normalized($0.name) })
        return zones.flatMap(\.records).filter { names.contains($0.name) }
    }

    package func outputs(live: Live) -> Outputs { Outputs() }

    /// The record sets that are missing, and the ones that say something else.
    private func differences(
        _ records: [CertificateValidationRecord], in zones: [HostedZoneResource.Zone]
    ) -> (missing: [RecordSet], foreign: [RecordSet]) {
        let found = Self.found(records, in: zones)
        var missing: [RecordSet] = []
        var foreign: [RecordSet] = []
        for record in records {
            let desired = RecordSet(
                name: record.name, type: record.type, ttl: Self.secondsToLive, values: [record.value])
            let there = found.filter { $0.name == desired.name }
            if there.isEmpty { missing.append(desired) }
            foreign += there.filter {
                $0.type != "CNAME" || $0.values.map(DNSName.normalized) != [DNSName.normalized(record.value)]
            }
        }
        return (missing, foreign)
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard context.config.domain != nil else { return .none }
        if isExternal { return manualChange(live, inputs: inputs) }
        guard let records = inputs[CertificateResource.records], let zones = inputs[HostedZoneResource.zones] else {
            return Change(.create)
        }
        let (missing, foreign) = differences(records, in: zones)
        let barred = barred(foreign)
        if let record = barred.first {
            return Change(
                .conflict, reason: "The record \(record.name) exists with another value: \(record.values.joined()).",
                hint: "It belongs to no certificate of this site. To replace it, run:\n"
                    + RecordReference.command(for: barred),
                items: barred.map {
                    ChangeItem(.conflict, "\($0.type) \($0.name)", note: $0.values.joined(separator: ", "))
                })
        }
        guard !missing.isEmpty || !foreign.isEmpty else { return .none }
        return Change(
            foreign.isEmpty ? .create : .replace,
            reason: foreign.isEmpty ? nil : "Records that hold something else go, as --replace-record says.",
            items: missing.map { ChangeItem(.create, $0.name, note: "CNAME") }
                + foreign.map { ChangeItem(.replace, $0.name, note: $0.values.joined(separator: ", ")) })
    }

    /// The foreign records that the user has not named.
    private func barred(_ records: [RecordSet]) -> [RecordSet] {
        records.filter { record in !context.replaced.contains { $0.covers(record) } }
    }

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let records = try await records(inputs, step: step)
        if isExternal {
            try await look(records, isIssued: inputs[CertificateResource.isIssued] == true, inputs, step: step)
            return Outputs()
        }
        let zones = try inputs.require(HostedZoneResource.zones)
        let (missing, foreign) = differences(records, in: zones)
        let barred = barred(foreign)
        guard barred.isEmpty else {
            throw DeployError(
                code: .foreignRecord, summary: "A DNS record that says something else is in the way",
                detail: barred.map { "\($0.type) \($0.name): \($0.values.joined(separator: ", "))" }
                    .joined(separator: "\n"),
                hint: "To replace it, run:\n" + RecordReference.command(for: barred), kind: .refused)
        }
        let replacing = records.filter { record in
            foreign.contains { $0.name == DNSName.normalized(record.name) }
        }.map { RecordSet(name: $0.name, type: $0.type, ttl: Self.secondsToLive, values: [$0.value]) }
        let all =
            foreign.map { RecordChange(.delete, $0) } + replacing.map { RecordChange(.create, $0) }
            + missing.map { RecordChange(.upsert, $0) }
        for zone in zones {
            let changes = all.filter { change in
                zones.filter { $0.holds(change.record.name) }.max { $0.name.utf8.count < $1.name.utf8.count }?.id
                    == zone.id
            }
            guard !changes.isEmpty else { continue }
            try await context.changeRecords(in: zone.id, changes, step: step)
        }
        return Outputs()
    }

    // MARK: Records that are kept elsewhere

    private func manualRecords(
        _ records: [CertificateValidationRecord], _ sightings: [String: PublicDNS.Sighting]
    ) -> [ManualRecord] {
        records.compactMap { record in
            let name = DNSName.normalized(record.name)
            let live: String?
            switch sightings[name] {
            case .there: return nil
            case .missing: live = "no record"
            case .other(let value): live = value
            case .unknown, nil: live = nil
            }
            return context.manualRecord(record, live: live)
        }
    }

    private func manualChange(_ live: Live?, inputs: Outputs) -> Change {
        guard let records = inputs[CertificateResource.records] else {
            return Change(
                .manual, reason: "Your DNS provider keeps them; which ones ACM wants is known after the request.")
        }
        let sightings = live?.sightings ?? [:]
        let isIssued = inputs[CertificateResource.isIssued] == true
        // What is not known is no reason to ask for anything, once the certificate is issued.
        let open = manualRecords(records, isIssued ? sightings.filter { $0.value != .unknown } : sightings)
            .filter { !isIssued || sightings[$0.name] != .unknown }
        guard !open.isEmpty else { return .none }
        return Change(
            .manual,
            reason: isIssued
                ? "The certificate cannot be renewed without them: enter them where the domain's DNS is kept."
                : "Your DNS provider keeps them: enter them there.",
            items: open.map { ChangeItem(.manual, "\($0.type) \($0.name)", note: $0.value) })
    }

    private func look(
        _ records: [CertificateValidationRecord], isIssued: Bool, _ inputs: Outputs, step: StepReporter
    ) async throws {
        let sightings = await sightings(records)
        if let doubt = context.publicDNS.takeDoubt() { step.note(doubt + " The deploy goes on.") }
        let open = manualRecords(records, sightings)
        let absent = open.filter { sightings[$0.name] != .unknown }
        if isIssued {
            for record in absent {
                step.note(
                    "The certificate cannot be renewed without the record \(record.name), CNAME \(record.value).")
            }
            return
        }
        guard !open.isEmpty else { return }
        // A name server may remember that there was no record, while ACM has seen it.
        if let arn = inputs[CertificateResource.arn],
            try await context.clients.acm.describeCertificate(arn)?.status == .issued
        {
            return
        }
        let error = DeployError(
            code: .recordsPending, summary: "The certificate waits for DNS records that you have to enter",
            detail:
                "Enter these records where the DNS of \(context.config.domain ?? "") is kept; they prove that the names\n"
                + "are yours, and stay for the renewals:",
            hint: "When they are there (some minutes after you saved them), go on with:\n    resumectl deploy",
            kind: .pending, records: open)
        guard absent.isEmpty else { throw error }
        // Nobody can say whether they are there: ACM will.
        for record in open { step.note("ACM looks for the record \(record.name), CNAME \(record.value).") }
    }

    /// The records; ACM tells them some seconds after the request.
    private func records(_ inputs: Outputs, step: StepReporter) async throws -> [CertificateValidationRecord] {
        if let known = inputs[CertificateResource.records] { return known }
        let arn = try inputs.require(CertificateResource.arn)
        let told = try await context.patience.wait(
            for: "ACM to tell the validation records", upTo: .seconds(120), longest: .seconds(5), step: step
        ) {
            try await context.clients.acm.describeCertificate(arn).flatMap(CertificateResource.records(of:))
        }
        guard let told else {
            throw DeployError(
                code: .validationRecordsMissing, summary: "ACM has not given the validation records yet",
                detail: arn.rawValue, hint: "Run the same command again in a minute.", kind: .pending)
        }
        return told
    }

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        guard let live else { return .none }
        if isExternal {
            let there = live.records.filter { live.sightings[DNSName.normalized($0.name)] == .there }
            guard !there.isEmpty else { return .none }
            return Change(
                .manual, reason: "Remove these records where the domain's DNS is kept.",
                items: there.map {
                    ChangeItem(.manual, "\($0.type) \(DNSName.normalized($0.name))", note: DNSName.normalized($0.value))
                })
        }
        let items = live.found.map { record in
            live.shared.contains(record.name)
                ? ChangeItem(.keep, record.name, note: "CNAME; another certificate of this account needs it")
                : ChangeItem(.delete, record.name, note: "CNAME")
        }
        return Change(items.contains { $0.action == .delete } ? .delete : .keep, items: items)
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        let values = Set(live.records.map { DNSName.normalized($0.value) })
        for zone in try inputs.require(HostedZoneResource.zones) {
            let ours = zone.records.filter { record in
                live.found.contains(record) && !live.shared.contains(record.name)
                    && record.values.contains { values.contains(DNSName.normalized($0)) }
            }
            guard !ours.isEmpty else { continue }
            try await context.deleteRecords(ours, in: zone.id, step: step)
        }
    }
}
