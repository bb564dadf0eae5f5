// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The hosted zones in which the site's names live: found, or created when the configuration asks for it.
package struct HostedZoneResource: Resource {
    package static let address: ResourceAddress = "dns.zone"
    package static let zones = OutputKey<[Zone]>(address, "zones")

    /// One public zone and all its records.
    package struct Zone: Sendable, Equatable {
        package var id: HostedZoneID
        /// Lower case, without a dot at the end.
        package var name: String
        /// Whether resumectl created it.
        package var isOurs: Bool
        package var records: [RecordSet]
        /// Read only of zones that are ours.
        package var tags: [String: String] = [:]

        /// Whether a name lies in this zone.
        package func holds(_ host: String) -> Bool { DomainName.isName(host, inZone: name) }

        /// The names within the zone, above some of the given ones, that it hands to other name servers, and these.
        package func delegations(of hosts: [String]) -> [(name: String, servers: [String])] {
            records.filter { record in
                record.type == "NS" && record.name != name
                    && hosts.contains { DomainName.isName($0, inZone: record.name) }
            }.map { ($0.name, $0.values.map(DNSName.normalized)) }
        }

        /// The name servers that the registrar must point to.
        package var nameServers: [String] {
            records.first { $0.type == "NS" && $0.name == name }?.values.map(DNSName.normalized) ?? []
        }
    }

    /// Several public zones of one name.
    package struct Candidates: Sendable, Equatable {
        /// The name servers of each, by its id.
        package var nameServers: [String: [String]]
        /// The name servers that public DNS names, `nil` when that is not known.
        package var live: [String]?
    }

    /// What was found.
    package struct Live: Sendable, Equatable {
        package var zones: [Zone]
        /// Names of the configuration for which there is no zone.
        package var homeless: [String]
        /// Names for which several public zones exist, and public DNS does not tell which one is in use.
        package var ambiguous: [String: Candidates]
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    package let dependencies: [ResourceAddress] = []
    private let context: StackContext
    private var config: SiteConfig { context.config }
    private var route53: Route53Client { context.clients.route53 }

    package init(context: StackContext) {
        self.context = context
    }

    package var title: String { "Hosted zone \(newZoneName ?? "")" }

    /// The zone that would be created: the one that the configuration names, or one for the domain.
    private var newZoneName: String? {
        if case .name(let name)? = config.dns?.zone { return name }
        return config.domain
    }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        guard !config.hasExternalDNS else { return nil }
        let wanted = config.siteNames
        var live = try await find(wanted, mustExist: true)
        let former = try await context.formerNames(others).subtracting(wanted).sorted().filter { name in
            !live.zones.contains { $0.holds(name) }
        }
        if !former.isEmpty {
            for zone in try await find(former, mustExist: false).zones
            where !live.zones.contains(where: { $0.id == zone.id }) {
                live.zones.append(zone)
            }
        }
        return wanted.isEmpty && live.zones.isEmpty ? nil : live
    }

    private func find(_ names: [String], mustExist: Bool) async throws -> Live {
        var live = Live(zones: [], homeless: [], ambiguous: [:])
        guard !names.isEmpty else { return live }
        if mustExist, case .id(let text)? = config.dns?.zone {
            guard let id = HostedZoneID(rawValue: text), let details = try await route53.getHostedZone(id) else {
                throw DeployError(
                    code: .zoneNotFound, summary: "The hosted zone of the configuration does not exist",
                    detail: "\(config.closestPosition(of: "dns.zone")): \(text)",
                    hint: "Take the id from the Route 53 console, or leave dns.zone out.", kind: .configuration)
            }
            live.zones = [try await withRecords(details.zone)]
            live.homeless = names.filter { !live.zones[0].holds($0) }
            return live
        }
        var found: [HostedZone] = []
        for apex in Set(names.map(Self.shortestParent)).sorted() {
            for try await zone in route53.listHostedZonesByName(from: apex) {
                guard DomainName.isName(zone.name, inZone: apex) else { break }
                if !zone.isPrivate { found.append(zone) }
            }
        }
        if mustExist, case .name(let name)? = config.dns?.zone { found.removeAll { $0.name != name } }
        var chosen: [HostedZone] = []
        for name in names {
            let holding = found.filter { DomainName.isName(name, inZone: $0.name) }
            guard let longest = holding.map(\.name).max(by: { $0.utf8.count < $1.utf8.count }) else {
                live.homeless.append(name)
                continue
            }
            let best = holding.filter { $0.name == longest }
            guard live.ambiguous[longest] == nil else { continue }
            var delegated = best.first
            if best.count > 1 {
                let candidates = try await candidates(best, name: longest)
                let fitting = candidates.nameServers.filter { Delegation.leads(candidates.live ?? [], to: $0.value) }
                delegated = fitting.count == 1 ? best.first { fitting[$0.id.rawValue] != nil } : nil
                if delegated == nil { live.ambiguous[longest] = candidates }
            }
            if let zone = delegated, !chosen.contains(where: { $0.id == zone.id }) {
                chosen.append(zone)
            }
        }
        for zone in chosen { live.zones.append(try await withRecords(zone)) }
        return live
    }

    /// Which name servers the zones of one name have, and which the world asks.
    private func candidates(_ zones: [HostedZone], name: String) async throws -> Candidates {
        async let live = context.publicDNS.nameServers(of: name)
        var servers: [String: [String]] = [:]
        for zone in zones { servers[zone.id.rawValue] = try await route53.getHostedZone(zone.id)?.nameServers ?? [] }
        return Candidates(nameServers: servers, live: await live)
    }

    /// The last two labels: no public zone that matters is shorter.
    private static func shortestParent(_ name: String) -> String {
        name.split(separator: ".").suffix(2).joined(separator: ".")
    }

    private func withRecords(_ zone: HostedZone) async throws -> Zone {
        let isOurs = zone.comment == context.mark
        async let tags = isOurs ? route53.listTags(of: zone.id) : [:]
        return Zone(
            id: zone.id, name: zone.name, isOurs: isOurs,
            records: try await route53.listResourceRecordSets(in: zone.id).all(), tags: try await tags)
    }

    /// Our zones whose tags are not as they should be: a zone cannot be tagged in the call that creates it.
    private func untagged(_ live: Live?) -> [Zone] {
        (live?.zones ?? []).filter { zone in
            zone.isOurs && tags(for: zone).contains { zone.tags[$0.key] != $0.value }
        }
    }

    private func tags(for zone: Zone) -> [String: String] { Self.tags(context.tags, beside: zone.tags) }

    /// How many tags Route 53 takes on a hosted zone; other services take 50.
    static let tagLimit = 10

    /// The tags that a zone has room for: the site's own, then those that it has, then the others by name.
    ///
    /// - Parameters:
    ///   - wanted: All tags of the site.
    ///   - live: The tags of the zone; those of others stay.
    /// - Returns: At most ten together with those of others.
    static func tags(_ wanted: [String: String], beside live: [String: String]) -> [String: String] {
        func rank(_ key: String) -> Int { key == Ownership.tagKey ? 0 : live[key] != nil ? 1 : 2 }
        let room = tagLimit - live.keys.count { wanted[$0] == nil }
        let chosen = wanted.keys.sorted { (rank($0), $0) < (rank($1), $1) }.prefix(max(room, 1))
        return wanted.filter { chosen.contains($0.key) }
    }

    /// What to say about the tags that a zone has no room for.
    private func warnings(beside live: [String: String]) -> [String] {
        let chosen = Self.tags(context.tags, beside: live)
        let left = context.tags.keys.filter { chosen[$0] == nil }.sorted()
        guard !left.isEmpty else { return [] }
        return [
            "Route 53 takes \(Self.tagLimit) tags on a hosted zone. This one goes without: \(left.joined(separator: ", "))."
        ]
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs {
        var outputs = Outputs()
        outputs[Self.zones] = live.zones
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard let live, config.domain != nil else { return .none }
        if let (name, candidates) = live.ambiguous.min(by: { $0.key < $1.key }) {
            return Self.conflict(name, candidates, file: config.file)
        }
        guard let name = live.homeless.first else {
            guard let zone = untagged(live).first else { return .none }
            var comparison = PropertyComparison()
            comparison.compareTags(live: zone.tags, desired: tags(for: zone))
            var change = comparison.change
            change.warnings = warnings(beside: zone.tags)
            return change
        }
        if config.dns?.createZone == true, let newZoneName,
            live.homeless.allSatisfy({ DomainName.isName($0, inZone: newZoneName) })
        {
            return Change(
                .create, properties: [PropertyChange("name", old: nil, new: .known(newZoneName))],
                reason: "Its name servers must then be entered at the registrar of the domain.",
                warnings: warnings(beside: [:]))
        }
        if case .id(let id)? = config.dns?.zone {
            return Change(
                .conflict, reason: "The hosted zone \(id), which dns.zone names, does not hold \(name).",
                hint: "Name another zone as dns.zone in \(config.file), or leave it out.")
        }
        if let newZoneName, !DomainName.isName(name, inZone: newZoneName) {
            return Change(
                .conflict, reason: "No public hosted zone of this account holds \(name).",
                hint: "It lies outside of \(newZoneName), so a zone for that would not hold it. Create a zone for "
                    + "\(name)\nin Route 53, or take the name out of aliases in \(config.file).")
        }
        return Change(
            .conflict, reason: "No public hosted zone of this account holds \(name).",
            hint: "Create the zone in Route 53, or let resumectl create it ($0.50 a month):\n"
                + "    dns:\n      createZone: true\n"
                + "Then its name servers are to be entered where you bought the domain. Shall the DNS stay elsewhere? Then write:\n"
                + "    dns: external\n"
                + "Without a domain in \(config.file) the site is served under CloudFront's own name.")
    }

    private static func conflict(_ name: String, _ candidates: Candidates, file: String) -> Change {
        let ids = candidates.nameServers.keys.sorted()
        let live = candidates.live.map { servers in
            servers.isEmpty
                ? "Public DNS names no name servers for \(name)."
                : "Public DNS names others: \(servers.joined(separator: ", "))."
        }
        return Change(
            .conflict,
            reason: "There are several public hosted zones for \(name): \(ids.joined(separator: ", ")). "
                + (live ?? "Public DNS could not be asked which one is in use."),
            hint: "Name the one that your registrar points to as dns.zone in \(file):\n"
                + "    dns:\n      zone: \(ids.first ?? "")",
            items: ids.map {
                ChangeItem(.conflict, $0, note: candidates.nameServers[$0]?.joined(separator: ", "))
            })
    }

    package func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs {
        change.action == .create ? Outputs() : (live.map(outputs(live:)) ?? Outputs())
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        for zone in untagged(live) { try await tag(zone, step: step) }
        guard let newZoneName, live?.homeless.isEmpty == false else { return live.map(outputs(live:)) ?? Outputs() }
        let zone: Zone
        do {
            let created = try await route53.createHostedZone(
                newZoneName, callerReference: "\(context.mark)-\(newZoneName)-\(UInt32.random(in: 0...UInt32.max))",
                comment: context.mark)
            zone = try await withRecords(created.zone)
        } catch let error as AWSError where error.code == "HostedZoneAlreadyExists" {
            // A create whose answer got lost.
            guard let found = try await find([newZoneName], mustExist: false).zones.first(where: \.isOurs) else {
                throw error
            }
            zone = found
        }
        try await tag(zone, step: step)
        step.note(Delegation.instructions(newZoneName, servers: zone.nameServers))
        return outputs(
            live: Live(zones: (live?.zones ?? []) + [zone], homeless: [], ambiguous: [:]))
    }

    private func tag(_ zone: Zone, step: StepReporter) async throws {
        try await context.whileZoneIsBusy(step) {
            try await route53.changeTags(of: zone.id, adding: tags(for: zone))
        }
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        guard let live else { return .none }
        if let (name, candidates) = live.ambiguous.min(by: { $0.key < $1.key }), live.zones.isEmpty {
            return Change(
                .keep,
                reason: Self.conflict(name, candidates, file: config.file).reason,
                hint:
                    "The site's records are in one of them: name it as dns.zone in \(config.file) to have them removed."
            )
        }
        guard !live.zones.isEmpty else { return .none }
        guard live.zones.contains(where: \.isOurs) else {
            return Change(.keep, reason: "It was not created by resumectl.")
        }
        return Change(.delete)
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        var kept: [String] = []
        for zone in live.zones where zone.isOurs {
            do {
                if try await !isDeleted(zone, step: step) { kept.append(zone.name) }
            } catch let error as AWSError where error.code == "HostedZoneNotEmpty" {
                throw DeployError(
                    code: .stillInUse, summary: "Route 53 still sees records that are gone",
                    detail: "hosted zone \(zone.name)", hint: "Run the same command again in a minute.", kind: .pending)
            }
        }
        guard kept.isEmpty else {
            step.note(
                "The hosted zone \(kept.joined(separator: ", ")) stays: it holds records that are not of this site. It costs\n"
                    + "$0.50 a month; delete it in the Route 53 console when nothing needs it.")
            throw ResourceKept()
        }
    }

    /// Deletes a zone, unless somebody has records in it. Records that went a moment ago may still be seen.
    private func isDeleted(_ zone: Zone, step: StepReporter) async throws -> Bool {
        try await context.whileZoneIsBusy(step, orMeets: ["HostedZoneNotEmpty"]) {
            do {
                try await route53.deleteHostedZone(zone.id)
            } catch let error as AWSError where error.code == "NoSuchHostedZone" {
                return true
            } catch let error as AWSError where error.code == "HostedZoneNotEmpty" {
                let records = try await route53.listResourceRecordSets(in: zone.id).all()
                guard records.allSatisfy({ $0.name == zone.name && ["NS", "SOA"].contains($0.type) }) else {
                    return false
                }
                throw error
            }
            return true
        }
    }
}
