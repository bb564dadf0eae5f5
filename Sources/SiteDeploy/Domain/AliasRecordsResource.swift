// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The A and AAAA records by which the site's names lead to the distribution.
package struct AliasRecordsResource: Resource {
    package static let address: ResourceAddress = "dns.records"

    /// The records at the names of the site.
    package struct Live: Sendable, Equatable {
        /// A, AAAA and CNAME records at the desired names.
        package var found: [RecordSet]
        /// Records of former names that lead to our distribution.
        package var former: [RecordSet]
        /// The distribution's own name, `nil` when it does not exist.
        package var target: String?
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    /// Nobody is led to the site before it is whole.
    package let dependencies: [ResourceAddress] = [
        DistributionResource.address, HostedZoneResource.address, BucketPolicyResource.address,
        SiteFilesResource.address,
    ]
    private let context: StackContext
    private let names: [String]

    package init(context: StackContext) {
        self.context = context
        self.names = [context.config.domain].compactMap { $0 } + context.config.aliases
    }

    package var title: String {
        names.isEmpty ? "DNS records" : "DNS records of \(names.joined(separator: ", "))"
    }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        guard let zones = try await others.value(HostedZoneResource.zones) else { return nil }
        let target = try await others.value(DistributionResource.domainName)
        let records = zones.flatMap(\.records)
        let found = records.filter { names.contains($0.name) && ["A", "AAAA", "CNAME"].contains($0.type) }
        let formerNames = try await context.formerNames(others).subtracting(names)
        let former = records.filter { formerNames.contains($0.name) && Self.leads($0, to: target) }
        return found.isEmpty && former.isEmpty ? nil : Live(found: found, former: former, target: target)
    }

    private static func leads(_ record: RecordSet, to target: String?) -> Bool {
        guard let target, let alias = record.alias else { return false }
        return alias.dnsName == DNSName.normalized(target)
    }

    package func outputs(live: Live) -> Outputs { Outputs() }

    // MARK: Deciding

    private static let types = ["A", "AAAA"]

    private func desired(_ target: String) -> [RecordSet] {
        let zone: HostedZoneID = context.account.partition == "aws-cn" ? .cloudFrontChina : .cloudFront
        return names.flatMap { name in
            Self.types.map { RecordSet(name: name, type: $0, alias: RecordAlias(hostedZoneID: zone, dnsName: target)) }
        }
    }

    /// What there is to do towards a target.
    private func decide(
        _ live: Live?, target: String
    ) -> (missing: [RecordSet], foreign: [RecordSet], former: [RecordSet]) {
        var missing: [RecordSet] = []
        var foreign = (live?.found ?? []).filter { $0.type == "CNAME" }
        for record in desired(target) {
            guard let there = live?.found.first(where: { $0.name == record.name && $0.type == record.type }) else {
                missing.append(record)
                continue
            }
            if there.alias != record.alias {
                missing.append(record)
                // One that leads to us with another setting is mended; nobody else's site hangs on it.
                if !Self.leads(there, to: target) { foreign.append(there) }
            }
        }
        return (missing, foreign, live?.former ?? [])
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard !names.isEmpty || live?.former.isEmpty == false else { return .none }
        let target = inputs[DistributionResource.domainName]
        // Without a target nothing that is there can be ours.
        let (missing, foreign, former) = decide(live, target: target ?? "")
        if !foreign.isEmpty, !context.adopted.contains(address) {
            return Change(
                .conflict,
                reason: "There are records at these names that do not lead to this site's distribution.",
                hint: "If they shall be replaced, run:\n    resumectl deploy --adopt \(address)",
                items: foreign.map { ChangeItem(.conflict, "\($0.type) \($0.name)", note: Self.text($0)) })
        }
        guard !missing.isEmpty || !former.isEmpty || !foreign.isEmpty else { return .none }
        let there = Set((live?.found ?? []).map { "\($0.type) \($0.name)" })
        let items =
            missing.map { record in
                let name = "\(record.type) \(record.name)"
                return ChangeItem(
                    there.contains(name) ? .update : .create, name,
                    note: "alias of " + (target ?? "the distribution (known after apply)"))
            }
            + foreign.filter { $0.type == "CNAME" }.map { ChangeItem(.delete, "CNAME \($0.name)", note: Self.text($0)) }
            + former.map { ChangeItem(.delete, "\($0.type) \($0.name)", note: "no longer a name of the site") }
        let isNew = live == nil || live?.found.isEmpty == true && former.isEmpty
        return Change(isNew ? .create : foreign.isEmpty ? .update : .adopt, items: items)
    }

    private static func text(_ record: RecordSet) -> String {
        record.alias.map { "alias of \($0.dnsName)" } ?? record.values.joined(separator: ", ")
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let target = try inputs.require(DistributionResource.domainName)
        let (missing, foreign, former) = decide(live, target: target)
        // A CNAME excludes other records of its name: both go in one batch, which Route 53 applies as a whole.
        var changes = foreign.filter { $0.type == "CNAME" }.map { RecordChange(.delete, $0) }
        changes += former.map { RecordChange(.delete, $0) }
        changes += missing.map { RecordChange(.upsert, $0) }
        try await change(changes, zones: inputs.require(HostedZoneResource.zones), step: step)
        return Outputs()
    }

    private func change(
        _ changes: [RecordChange], zones: [HostedZoneResource.Zone], step: StepReporter
    ) async throws {
        let byZone = Dictionary(grouping: changes) { change in
            zones.filter { $0.holds(change.record.name) }.max { $0.name.utf8.count < $1.name.utf8.count }?.id
        }
        for (zone, changes) in byZone {
            guard let zone else { continue }
            try await context.changeRecords(in: zone, changes, step: step)
        }
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        guard let live else { return .none }
        let ours = (live.found + live.former).filter { Self.leads($0, to: live.target) }
        guard !ours.isEmpty else { return Change(.keep, reason: "They do not lead to this site's distribution.") }
        return Change(.delete, items: ours.map { ChangeItem(.delete, "\($0.type) \($0.name)") })
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        let ours = (live.found + live.former).filter { Self.leads($0, to: live.target) }
        for zone in try inputs.require(HostedZoneResource.zones) {
            try await context.deleteRecords(ours.filter(zone.records.contains), in: zone.id, step: step)
        }
    }
}
