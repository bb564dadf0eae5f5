// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// Route 53 with hosted zones.
struct ZoneBackend: WireBackend {
    static let service = AWSService.route53

    struct Record: Hashable, Sendable {
        var name: String
        var type: String
        var ttl: Int?
        var values: [String] = []
        /// The target of an alias, without the dot at the end.
        var alias: String?
        var checksHealth = false
        var setIdentifier: String?
    }

    struct Zone: Sendable {
        var name: String
        var isPrivate = false
        var comment = ""
        var records: [Record]
        var tags: [String: String] = [:]

        init(_ name: String, isPrivate: Bool = false, comment: String = "", _ records: [Record] = []) {
            self.name = name
            self.isPrivate = isPrivate
            self.comment = comment
            self.records =
                [
                    Record(
                        name: name, type: "NS", ttl: 172_800, values: ["ns-1.awsdns.example.", "ns-2.awsdns.example."]),
                    Record(name: name, type: "SOA", ttl: 900, values: ["ns-1.awsdns.example. a. 1 2 3 4 5"]),
                ] + records
        }

        /// The records that a person or a program has made.
        var made: [Record] {
            records.filter { $0.type != "NS" && $0.type != "SOA" }.sorted { ($0.name, $0.type) < ($1.name, $1.type) }
        }
    }

    var zones: [String: Zone] = [:]
    /// Each batch of changes as it was asked for, such as `["DELETE CNAME www.example.com"]`.
    var batches: [[String]] = []
    private var lastNumber = 0

    mutating func answer(_ request: ServiceRequest) throws -> WireAnswer {
        let steps = Array(try request.steps().dropFirst())
        switch request.operation {
        case "ListHostedZonesByName": return list(from: request.parameter("dnsname"))
        case "CreateHostedZone":
            let body = try XMLTree(parsing: request.body)
            lastNumber += 1
            let id = "ZNEW\(lastNumber)"
            zones[id] = Zone(
                body.text(at: "Name") ?? "", comment: body.text(at: "HostedZoneConfig/Comment") ?? "")
            return .text("<CreateHostedZoneResponse>\(try details(id))</CreateHostedZoneResponse>")
        default: break
        }
        let id = steps.first == "tags" ? steps[2] : steps[1]
        guard let zone = zones[id] else { throw Refusal(code: "NoSuchHostedZone", status: 404) }
        switch request.operation {
        case "GetHostedZone":
            return .text("<GetHostedZoneResponse>\(try details(id))</GetHostedZoneResponse>")
        case "DeleteHostedZone":
            guard zone.made.isEmpty else { throw Refusal(code: "HostedZoneNotEmpty") }
            zones[id] = nil
            return .empty
        case "ChangeTagsForResource":
            for tag in try XMLTree(parsing: request.body).all(at: "AddTags/Tag") {
                zones[id]?.tags[tag.text(at: "Key") ?? ""] = tag.text(at: "Value")
            }
            guard zones[id]?.tags.count ?? 0 <= 10 else {
                zones[id] = zone
                throw Refusal(code: "InvalidInput", message: "A hosted zone can have at most 10 tags.")
            }
            return .text("<ChangeTagsForResourceResponse/>")
        case "ListTagsForResource":
            let tags = zone.tags.map { "<Tag><Key>\($0.key)</Key><Value>\($0.value)</Value></Tag>" }
            return .text(
                "<ListTagsForResourceResponse><ResourceTagSet><Tags>\(tags.joined())</Tags></ResourceTagSet>"
                    + "</ListTagsForResourceResponse>")
        case "ListResourceRecordSets":
            return .text(
                "<ListResourceRecordSetsResponse><ResourceRecordSets>\(zone.records.map(Self.text).joined())"
                    + "</ResourceRecordSets><IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>")
        case "ChangeResourceRecordSets":
            let changed = try change(zone.records, try XMLTree(parsing: request.body))
            zones[id]?.records = changed
            return .text(
                "<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status>"
                    + "<SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>")
        default: throw Refusal(code: "UnknownOperation")
        }
    }

    // MARK: Zones

    /// Zones are sorted by their labels from the right, as Route 53 does it.
    private func list(from start: String?) -> WireAnswer {
        func rank(_ name: String) -> [String] { name.split(separator: ".").reversed().map(String.init) }
        let found = zones.filter { start == nil || !rank($0.value.name).lexicographicallyPrecedes(rank(start ?? "")) }
            .sorted {
                (rank($0.value.name).joined(separator: " "), $0.key) < (
                    rank($1.value.name).joined(separator: " "), $1.key
                )
            }
        return .text(
            "<ListHostedZonesByNameResponse><HostedZones>\(found.map { Self.text($0.key, $0.value) }.joined())"
                + "</HostedZones><IsTruncated>false</IsTruncated></ListHostedZonesByNameResponse>")
    }

    private func details(_ id: String) throws -> String {
        let zone = try zones[id].orThrow(Refusal(code: "NoSuchHostedZone", status: 404))
        let servers = zone.records.first { $0.type == "NS" }?.values ?? []
        return Self.text(id, zone) + "<DelegationSet><NameServers>"
            + servers.map { "<NameServer>\($0)</NameServer>" }.joined() + "</NameServers></DelegationSet>"
    }

    private static func text(_ id: String, _ zone: Zone) -> String {
        "<HostedZone><Id>/hostedzone/\(id)</Id><Name>\(zone.name).</Name><CallerReference>r</CallerReference><Config>"
            + "<Comment>\(zone.comment)</Comment><PrivateZone>\(zone.isPrivate)</PrivateZone></Config></HostedZone>"
    }

    // MARK: Records

    private static func text(_ record: Record) -> String {
        let name = record.name.replacing("*", with: "\\052")
        var text = "<ResourceRecordSet><Name>\(name).</Name><Type>\(record.type)</Type>"
        if let identifier = record.setIdentifier { text += "<SetIdentifier>\(identifier)</SetIdentifier>" }
        if let ttl = record.ttl { text += "<TTL>\(ttl)</TTL>" }
        if !record.values.isEmpty {
            let values = record.values.map { "<ResourceRecord><Value>\($0)</Value></ResourceRecord>" }
            text += "<ResourceRecords>\(values.joined())</ResourceRecords>"
        }
        if let alias = record.alias {
            text +=
                "<AliasTarget><HostedZoneId>Z2FDTNDATAQYW2</HostedZoneId><DNSName>\(alias).</DNSName>"
                + "<EvaluateTargetHealth>\(record.checksHealth)</EvaluateTargetHealth></AliasTarget>"
        }
        return text + "</ResourceRecordSet>"
    }

    private static func record(_ tree: XMLTree) -> Record {
        Record(
            name: DNSName.normalized(tree.text(at: "Name") ?? ""), type: tree.text(at: "Type") ?? "",
            ttl: tree.int(at: "TTL"),
            values: tree.all(at: "ResourceRecords/ResourceRecord").compactMap { $0.text(at: "Value") },
            alias: tree.text(at: "AliasTarget/DNSName").map(DNSName.normalized),
            checksHealth: tree.bool(at: "AliasTarget/EvaluateTargetHealth") ?? false,
            setIdentifier: tree.text(at: "SetIdentifier"))
    }

    /// All changes or none, as Route 53 does it; a CNAME stands alone at its name.
    private mutating func change(_ live: [Record], _ body: XMLTree) throws -> [Record] {
        let changes = body.all(at: "ChangeBatch/Changes/Change").map { change in
            (action: change.text(at: "Action") ?? "", record: Self.record(change.first("ResourceRecordSet") ?? change))
        }
        batches.append(changes.map { "\($0.action) \($0.record.type) \($0.record.name)" })
        var records = live
        for (action, record) in changes {
            let index = records.firstIndex {
                ($0.name, $0.type, $0.setIdentifier) == (record.name, record.type, record.setIdentifier)
            }
            switch (action, index) {
            case ("DELETE", let index?) where records[index] == record: records.remove(at: index)
            case ("UPSERT", let index?): records[index] = record
            case ("UPSERT", nil), ("CREATE", nil): records.append(record)
            default: throw Refusal(code: "InvalidChangeBatch", message: "\(action) of \(record) is not possible")
            }
        }
        for record in records where record.type == "CNAME" {
            guard records.count(where: { $0.name == record.name }) == 1 else {
                throw Refusal(code: "InvalidChangeBatch", message: "a CNAME does not stand alone")
            }
        }
        return records
    }
}
