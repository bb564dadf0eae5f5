// SPDX-License-Identifier: Apache-2.0

package import AWSWire

/// All records of one name and type, and of one set identifier if they have one.
///
/// What was read cannot be edited: it is sent back as it came, for a delete; a write takes a record of our own making.
package struct RecordSet: Sendable, Equatable {
    /// Normalised: lower case, escapes decoded, no dot at the end.
    package let name: String
    /// `A`, `AAAA`, `CNAME`, `NS`, `TXT` and so on.
    package let type: String
    /// In seconds; `nil` for an alias.
    package let ttl: Int?
    /// The values as Route 53 writes them: TXT in quotes, names mostly with a dot at the end. Empty for an alias.
    package let values: [String]
    /// `nil` unless it is an alias.
    package let alias: RecordAlias?
    /// Tells apart the sets of a routing policy; `nil` for simple records.
    package let setIdentifier: String?
    /// The whole element as Route 53 wrote it, other members included; `nil` for a record of our own making. A delete
    /// must send it back unchanged.
    package let original: XMLTree?

    /// Describes records with values.
    ///
    /// - Parameters:
    ///   - name: The name, with or without a dot at the end; it is normalised.
    ///   - type: Such as `CNAME`.
    ///   - ttl: In seconds.
    ///   - values: At least one.
    package init(name: String, type: String, ttl: Int, values: [String]) {
        self.name = DNSName.normalized(name)
        self.type = type
        self.ttl = ttl
        self.values = values
        self.alias = nil
        self.setIdentifier = nil
        self.original = nil
    }

    /// Describes an alias record.
    ///
    /// - Parameters:
    ///   - name: The name, with or without a dot at the end; it is normalised.
    ///   - type: Such as `A`.
    ///   - alias: What it stands for.
    package init(name: String, type: String, alias: RecordAlias) {
        self.name = DNSName.normalized(name)
        self.type = type
        self.ttl = nil
        self.values = []
        self.alias = alias
        self.setIdentifier = nil
        self.original = nil
    }
}

/// What an alias record stands for.
package struct RecordAlias: Sendable, Hashable {
    /// The zone of the target, `HostedZoneID.cloudFront` for distributions.
    package var hostedZoneID: HostedZoneID
    /// The target's name, normalised.
    package var dnsName: String
    /// Always `false` for CloudFront.
    package var evaluatesTargetHealth: Bool

    /// Describes a target.
    ///
    /// - Parameters:
    ///   - hostedZoneID: The zone of the target.
    ///   - dnsName: The target's name; it is normalised.
    ///   - evaluatesTargetHealth: Whether Route 53 asks for the target's health.
    package init(hostedZoneID: HostedZoneID, dnsName: String, evaluatesTargetHealth: Bool = false) {
        self.hostedZoneID = hostedZoneID
        self.dnsName = DNSName.normalized(dnsName)
        self.evaluatesTargetHealth = evaluatesTargetHealth
    }
}

/// One change of a batch. A batch is applied as a whole or not at all.
package struct RecordChange: Sendable, Equatable {
    /// What to do with a record set.
    package enum Action: String, Sendable {
        /// Fails when the name and type exist.
        case create = "CREATE"
        /// Creates or overwrites.
        case upsert = "UPSERT"
        /// Fails unless name, type, TTL and values are exactly those that exist.
        case delete = "DELETE"
    }

    package var action: Action
    package var record: RecordSet

    /// Describes a change.
    ///
    /// - Parameters:
    ///   - action: What to do.
    ///   - record: The record set; one that was read is sent back as it came.
    package init(_ action: Action, _ record: RecordSet) {
        self.action = action
        self.record = record
    }
}

extension RecordSet {
    /// Reads a `ResourceRecordSet` element.
    init(xml: XMLReader) throws {
        name = DNSName.normalized(try xml.text("Name"))
        type = try xml.text("Type")
        ttl = try xml.intIfPresent("TTL")
        values = try xml.all("ResourceRecords/ResourceRecord").map { try $0.text("Value") }
        alias = try xml.elementIfPresent("AliasTarget").map { target in
            guard let zone = HostedZoneID(rawValue: try target.text("HostedZoneId")) else {
                throw target.malformed("HostedZoneId")
            }
            return RecordAlias(
                hostedZoneID: zone, dnsName: try target.text("DNSName"),
                evaluatesTargetHealth: try target.bool("EvaluateTargetHealth"))
        }
        setIdentifier = xml.textIfPresent("SetIdentifier")
        original = xml.tree.withoutNamespace
    }

    /// The element to send, its members in the order of the schema.
    var xml: XMLTree {
        if let original { return original }
        var members = [XMLTree("Name", name + "."), XMLTree("Type", type)]
        if let setIdentifier { members.append(XMLTree("SetIdentifier", setIdentifier)) }
        if let ttl { members.append(XMLTree("TTL", ttl)) }
        if !values.isEmpty {
            members.append(
                XMLTree("ResourceRecords", values.map { XMLTree("ResourceRecord", [XMLTree("Value", $0)]) }))
        }
        if let alias {
            members.append(
                XMLTree(
                    "AliasTarget",
                    [
                        XMLTree("HostedZoneId", alias.hostedZoneID.rawValue), XMLTree("DNSName", alias.dnsName + "."),
                        XMLTree("EvaluateTargetHealth", alias.evaluatesTargetHealth),
                    ]))
        }
        return XMLTree("ResourceRecordSet", members)
    }
}
