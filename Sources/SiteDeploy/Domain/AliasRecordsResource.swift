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
        /// Where public DNS leads from each name, looked at only when the records are kept elsewhere.
        package var destinations: [String: PublicDNS.Destination] = [:]
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
        self.names = context.config.siteNames
    }

    package var title: String {
        names.isEmpty ? "DNS records" : "DNS records of \(names.joined(separator: ", "))"
    }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        let target = try await others.value(DistributionResource.domainName)
        if isExternal {
            guard let target else { return nil }
            return Live(found: [], former: [], target: target, destinations: await destinations(target))
        }
        guard let zones = try await others.value(HostedZoneResource.zones) else { return nil }
        let records = zones.flatMap(\.records)
        let found = records.filter { names.contains($0.name) && ["A", "AAAA", "CNAME"].contains($0.type) }
        let formerNames = try await context.formerNames(others).subtracting(names)
        let former = records.filter { formerNames.contains($0.name) && Self.leads($0, to: target) }
        return found.isEmpty && former.isEmpty ? nil : Live(found: found, former: former, target: target)
    }

    private var isExternal: Bool { context.config.hasExternalDNS }

    private func destinations(_ target: String) async -> [String: PublicDNS.Destination] {
        let publicDNS = context.publicDNS
        let found = await names.asyncMap { ($0, await publicDNS.destination(of: $0, target: target)) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
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
    private struct Work {
        /// Records to be made where there is nothing.
        var missing: [RecordSet] = []
        /// Records of ours with another setting; nobody else's site hangs on them.
        var mended: [RecordSet] = []
        /// Records that lead elsewhere.
        var foreign: [RecordSet] = []
        /// Records to be made in the place of foreign ones.
        var replacing: [RecordSet] = []
        var former: [RecordSet] = []

        var isEmpty: Bool { missing.isEmpty && mended.isEmpty && foreign.isEmpty && former.isEmpty }
    }

    private func decide(_ live: Live?, target: String) -> Work {
        var work = Work(former: live?.former ?? [])
        let found = live?.found ?? []
        work.foreign = found.filter { $0.type == "CNAME" }
        let aliased = Set(work.foreign.map(\.name))
        for record in desired(target) {
            let there = found.filter { $0.name == record.name && $0.type == record.type }
            let others = there.filter { !Self.leads($0, to: target) || $0.setIdentifier != nil }
            if !others.isEmpty {
                work.foreign += there
                work.replacing.append(record)
            } else if let same = there.first {
                if same.alias != record.alias { work.mended.append(record) }
            } else if aliased.contains(record.name) {
                work.replacing.append(record)
            } else {
                work.missing.append(record)
            }
        }
        return work
    }

    /// The foreign records that the user has not named.
    private func barred(_ work: Work) -> [RecordSet] {
        work.foreign.filter { record in !context.replaced.contains { $0.covers(record) } }
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        if isExternal { return manualChange(live, target: inputs[DistributionResource.domainName]) }
        guard !names.isEmpty || live?.former.isEmpty == false else { return .none }
        let target = inputs[DistributionResource.domainName]
        // Without a target nothing that is there can be ours.
        let work = decide(live, target: target ?? "")
        let barred = barred(work)
        guard barred.isEmpty else { return Self.conflict(barred) }
        guard !work.isEmpty else { return .none }
        let note = "alias of " + (target ?? "the distribution (known after apply)")
        func items(_ action: Change.Action, _ records: [RecordSet], _ note: (RecordSet) -> String) -> [ChangeItem] {
            records.map { ChangeItem(action, "\($0.type) \($0.name)", note: note($0)) }
        }
        let items =
            items(.create, work.missing) { _ in note }
            + items(.update, work.mended) { _ in note }
            + work.replacing.map { record in
                let old = work.foreign.first { ($0.name, $0.type) == (record.name, record.type) }
                return ChangeItem(
                    old == nil ? .create : .replace, "\(record.type) \(record.name)",
                    note: (old.map { Self.text($0) + " → " } ?? "") + note)
            }
            + items(.delete, work.foreign.filter { $0.type == "CNAME" }, Self.text)
            + items(.delete, work.former) { _ in "no longer a name of the site" }
        let isNew = work.mended.isEmpty && work.foreign.isEmpty && work.former.isEmpty && live?.found.isEmpty != false
        return Change(
            isNew ? .create : work.foreign.isEmpty ? .update : .replace,
            reason: work.foreign.isEmpty ? nil : "Records that lead elsewhere go, as --replace-record says.",
            items: items)
    }

    private static func conflict(_ records: [RecordSet]) -> Change {
        Change(
            .conflict,
            reason: "There are records at these names that do not lead to this site's distribution.",
            hint: "To replace them, run:\n" + RecordReference.command(for: records),
            items: records.map { ChangeItem(.conflict, "\($0.type) \($0.name)", note: text($0)) })
    }

    private static func text(_ record: RecordSet) -> String {
        record.alias.map { "alias of \($0.dnsName)" } ?? record.values.joined(separator: ", ")
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let target = try inputs.require(DistributionResource.domainName)
        if isExternal {
            try await look(target, step: step)
            return Outputs()
        }
        let zones = try inputs.require(HostedZoneResource.zones)
        let work = decide(live, target: target)
        // Old and new of a name go in one batch, which Route 53 applies as a whole: a name is never without a record, and
        // one that somebody changed meanwhile is not overwritten.
        var changes = (work.foreign + work.former).map { RecordChange(.delete, $0) }
        changes += (work.missing + work.replacing).map { RecordChange(.create, $0) }
        changes += work.mended.map { RecordChange(.upsert, $0) }
        let byZone = Dictionary(grouping: changes) { change in
            zones.filter { $0.holds(change.record.name) }.max { $0.name.utf8.count < $1.name.utf8.count }?.id
        }
        for (zone, changes) in byZone {
            guard let zone else { continue }
            do {
                try await context.changeRecords(in: zone, changes, step: step)
            } catch let error as AWSError where error.code == "InvalidChangeBatch" {
                try await settle(zone, changes, target: target, refused: error, step: step)
            }
        }
        return Outputs()
    }

    /// Looks what became of a batch that does not fit what is there: its answer got lost, or somebody was faster.
    private func settle(
        _ zone: HostedZoneID, _ changes: [RecordChange], target: String, refused: AWSError, step: StepReporter
    ) async throws {
        let there = try await context.clients.route53.listResourceRecordSets(in: zone).all()
        let concerned = Set(changes.map(\.record.name))
        let found = there.filter { concerned.contains($0.name) && ["A", "AAAA", "CNAME"].contains($0.type) }
        // What stands in for a CNAME since CloudFront took the name goes as the CNAME would have gone.
        let standIns = found.filter { record in
            record.alias != nil && !Self.leads(record, to: target)
                && changes.contains {
                    $0.action == .delete && $0.record.type == "CNAME" && $0.record.name == record.name
                        && $0.record.distributionName == record.distributionName
                }
        }
        let changes = standIns.map { RecordChange(.delete, $0) } + changes
        let isInTheWay = found.filter { record in
            names.contains(record.name) && !Self.leads(record, to: target)
                && !changes.contains { $0.action == .delete && $0.record == record }
        }
        guard isInTheWay.isEmpty else {
            let change = Self.conflict(isInTheWay)
            throw DeployError(
                code: .foreignRecord, summary: "A DNS record that leads elsewhere is in the way",
                detail: isInTheWay.map { "\($0.type) \($0.name): \(Self.text($0))" }.joined(separator: "\n"),
                hint: change.hint, kind: .refused)
        }
        // What is done already is left out; what is left must be less than before, or it would be refused again.
        let left = changes.filter { change in
            switch change.action {
            case .delete: found.contains(change.record)
            case .create, .upsert:
                !found.contains {
                    $0.name == change.record.name && $0.type == change.record.type && $0.alias == change.record.alias
                }
            }
        }
        guard left.count < changes.count else { throw refused }
        if !left.isEmpty { try await context.changeRecords(in: zone, left, step: step) }
    }

    // MARK: Records that are kept elsewhere

    /// The records to enter at the provider: an apex cannot have a CNAME.
    private func manualRecords(
        _ target: String?, _ destinations: [String: PublicDNS.Destination]
    ) -> [ManualRecord] {
        names.compactMap { name in
            let destination = destinations[name]
            guard destination != .site else { return nil }
            let live: String? =
                switch destination {
                case .elsewhere(let place): "leads to \(place)"
                case .nowhere: "no record"
                case .site, .unknown, nil: nil
                }
            return context.manualRecord(
                DomainName.isApex(name) ? "ALIAS" : "CNAME", name, value: target ?? "(known after apply)", live: live)
        }
    }

    private func manualChange(_ live: Live?, target: String?) -> Change {
        let records = manualRecords(target, live?.destinations ?? [:])
        // What is not known is no reason to ask for anything, once the distribution exists.
        let isDoubt = live != nil && names.allSatisfy { [.site, .unknown].contains(live?.destinations[$0]) }
        guard !records.isEmpty, !isDoubt else { return .none }
        return Change(
            .manual, reason: "Your DNS provider keeps them: enter them there.",
            hint: records.contains { $0.type == "ALIAS" } ? Self.aboutALIAS : nil,
            items: records.map { ChangeItem(.manual, "\($0.type) \($0.name)", note: $0.value) })
    }

    /// What an ALIAS is.
    private static let aboutALIAS =
        "A domain itself cannot have a CNAME. Providers have a kind of their own for it, named ALIAS, ANAME or CNAME\n"
        + "flattening. If yours has none: let Route 53 answer for the domain, or serve the site under www instead."

    private func look(_ target: String, step: StepReporter) async throws {
        let destinations = await destinations(target)
        if let doubt = context.publicDNS.takeDoubt() { step.note(doubt) }
        let records = manualRecords(target, destinations.filter { $0.value != .unknown })
            .filter { destinations[$0.name] != .unknown }
        guard !records.isEmpty else { return }
        throw DeployError(
            code: .siteRecordsPending, summary: "The site's names do not lead to it yet",
            detail:
                "Enter these records where the DNS of \(context.config.domain ?? "") is kept, in place of those that\n"
                + "the names have now:",
            hint: (records.contains { $0.type == "ALIAS" } ? Self.aboutALIAS + "\n" : "")
                + "The site is ready at https://\(target)/. When the records are there, look again with:\n"
                + "    resumectl deploy",
            kind: .pending, records: records)
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        guard let live else { return .none }
        if isExternal {
            let there = names.filter { live.destinations[$0] == .site }
            guard !there.isEmpty else { return .none }
            return Change(
                .manual, reason: "Remove these records where the domain's DNS is kept.",
                items: there.map {
                    ChangeItem(.manual, "\(DomainName.isApex($0) ? "ALIAS" : "CNAME") \($0)", note: live.target)
                })
        }
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
