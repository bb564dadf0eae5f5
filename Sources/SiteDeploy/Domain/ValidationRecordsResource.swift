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
    }

    package func read(_ others: LiveOutputs) async throws -> Live? {
        guard let records = try await others.value(CertificateResource.records),
            let zones = try await others.value(HostedZoneResource.zones)
        else { return nil }
        let found = Self.found(records, in: zones)
        let own = Set((try await others.value(CertificateResource.ownRecordNames) ?? []))
        return found.isEmpty
            ? nil
            : Live(records: records, found: found, shared: Set(found.map(\.name)).subtracting(own))
    }

    private static func found(
        _ records: [CertificateValidationRecord], in zones: [HostedZoneResource.Zone]
    ) -> [RecordSet] {
        let names = Set(records.map { DNSName.normalized($0.name) })
        return zones.flatMap(\.records).filter { $0.type == "CNAME" && names.contains($0.name) }
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
            guard let live = found.first(where: { $0.name == desired.name }) else {
                missing.append(desired)
                continue
            }
            if live.values.map(DNSName.normalized) != [DNSName.normalized(record.value)] { foreign.append(live) }
        }
        return (missing, foreign)
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard context.config.domain != nil else { return .none }
        guard let records = inputs[CertificateResource.records], let zones = inputs[HostedZoneResource.zones] else {
            return Change(.create)
        }
        let (missing, foreign) = differences(records, in: zones)
        if let record = foreign.first {
            return Change(
                .conflict, reason: "The record \(record.name) exists with another value: \(record.values.joined()).",
                hint:
                    "It belongs to no certificate of this site. Delete it in Route 53, then run:\n    resumectl deploy")
        }
        guard !missing.isEmpty else { return .none }
        return Change(.create, items: missing.map { ChangeItem(.create, $0.name, note: "CNAME") })
    }

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let zones = try inputs.require(HostedZoneResource.zones)
        let records = try await records(inputs, step: step)
        let (missing, foreign) = differences(records, in: zones)
        guard foreign.isEmpty else {
            throw DeployError(
                code: "foreign-record", summary: "A DNS record of another kind is in the way",
                detail: foreign.map(\.name).joined(separator: ", "), hint: "Delete it, then run:\n    resumectl deploy",
                kind: .refused)
        }
        for zone in zones {
            let changes = missing.filter { record in
                zones.filter { $0.holds(record.name) }.max { $0.name.utf8.count < $1.name.utf8.count }?.id == zone.id
            }.map { RecordChange(.upsert, $0) }
            guard !changes.isEmpty else { continue }
            try await context.changeRecords(in: zone.id, changes, step: step)
        }
        return Outputs()
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
                code: "validation-records-missing", summary: "ACM has not told the validation records yet",
                detail: arn.rawValue, hint: "Run the same command again in a minute.", kind: .pending)
        }
        return told
    }

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        guard let live else { return .none }
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
