// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

import AWSWire

/// A hosted zone.
package struct HostedZone: Sendable, Equatable {
    package var id: HostedZoneID
    /// Normalised: lower case, no dot at the end.
    package var name: String
    /// Reachable only from VPCs; such a zone cannot hold a public site.
    package var isPrivate: Bool
    /// Empty when it has none.
    package var comment: String
    /// What its creator named it.
    package var callerReference: String
    /// How many records it holds, the SOA and NS records of the zone itself among them.
    package var recordCount: Int?
}

/// A hosted zone with the name servers that answer for it.
package struct HostedZoneDetails: Sendable, Equatable {
    package var zone: HostedZone
    /// Names of name servers, normalised; the registrar must have just these. Empty for private zones.
    package var nameServers: [String]
}

/// A change of records on its way to all name servers.
package struct RecordChangeStatus: Sendable, Equatable {
    /// The id without `/change/`.
    package var id: String
    /// Whether every name server of Route 53 answers with the change.
    package var isInSync: Bool
    package var submittedAt: Date
}

extension HostedZone {
    /// Reads a `HostedZone` element.
    init(xml: XMLReader) throws {
        guard let id = HostedZoneID(rawValue: try xml.text("Id")) else { throw xml.malformed("Id") }
        self.id = id
        name = DNSName.normalized(try xml.text("Name"))
        isPrivate = try xml.boolIfPresent("Config/PrivateZone") ?? false
        comment = xml.textIfPresent("Config/Comment") ?? ""
        callerReference = try xml.text("CallerReference")
        recordCount = try xml.intIfPresent("ResourceRecordSetCount")
    }
}

extension HostedZoneDetails {
    /// Reads the answer of `GetHostedZone` or `CreateHostedZone`.
    init(xml: XMLReader) throws {
        zone = try HostedZone(xml: xml.element("HostedZone"))
        nameServers = xml.all("DelegationSet/NameServers/NameServer").map { DNSName.normalized($0.tree.text) }
    }
}

extension RecordChangeStatus {
    /// Reads a `ChangeInfo` element.
    init(xml: XMLReader) throws {
        let prefix = "/change/"
        let id = try xml.text("Id")
        self.id = id.hasPrefix(prefix) ? String(id.dropFirst(prefix.count)) : id
        switch try xml.text("Status") {
        case "INSYNC": isInSync = true
        case "PENDING": isInSync = false
        default: throw xml.malformed("Status")
        }
        submittedAt = try xml.date("SubmittedAt")
    }
}
