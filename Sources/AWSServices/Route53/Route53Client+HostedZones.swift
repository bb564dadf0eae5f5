// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension Route53Client {
    /// Lists hosted zones in the order of their names, beginning at a name.
    ///
    /// The order is that of the reversed labels (`com.example`, `com.example.www`). The list begins *at or after* the
    /// name and runs on to the account's last zone: compare names, and stop at the first other one. Several zones, public
    /// and private, may have the same name.
    ///
    /// - Parameter name: The first name; `nil` for all zones.
    /// - Returns: The zones, fetched page by page.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "ListHostedZonesByName".
    package func listHostedZonesByName(from name: String?) -> PagedSequence<HostedZone> {
        PagedSequence("ListHostedZonesByName", of: caller.service) { (start: ZoneStart?) in
            let start = start ?? ZoneStart(name: name, id: nil)
            var query: [(name: String, value: String?)] = []
            if let name = start.name { query.append(("dnsname", name)) }
            if let id = start.id { query.append(("hostedzoneid", id)) }
            let answer = try await xml(
                ServiceRequest("ListHostedZonesByName", method: "GET", path: path("hostedzonesbyname"), query: query),
                root: "ListHostedZonesByNameResponse")
            let zones = try answer.all("HostedZones/HostedZone").map(HostedZone.init(xml:))
            guard try answer.bool("IsTruncated") else { return (zones, nil) }
            return (
                zones, ZoneStart(name: try answer.text("NextDNSName"), id: answer.textUnlessEmpty("NextHostedZoneId"))
            )
        }
    }

    /// Reads a hosted zone with its name servers.
    ///
    /// - Returns: The zone, `nil` when there is none.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "GetHostedZone".
    package func getHostedZone(_ id: HostedZoneID) async throws -> HostedZoneDetails? {
        try await absentWhen(["NoSuchHostedZone"]) {
            try await HostedZoneDetails(
                xml: xml(
                    ServiceRequest(
                        "GetHostedZone", method: "GET", path: path("hostedzone", id.rawValue), subject: subject(id)),
                    root: "GetHostedZoneResponse"))
        }
    }

    /// Creates a public hosted zone. Tags are not part of the call: add them next.
    ///
    /// - Parameters:
    ///   - name: The domain.
    ///   - callerReference: 1 to 128 characters that were never used before, by anybody's request for a zone of this
    ///     account. With the same one a retry cannot make a second zone.
    ///   - comment: Up to 256 characters.
    /// - Returns: The zone and the name servers to enter at the registrar.
    /// - Throws: `AWSError` with `HostedZoneAlreadyExists` when the reference was used before.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "CreateHostedZone".
    package func createHostedZone(
        _ name: String, callerReference: String, comment: String
    ) async throws -> HostedZoneDetails {
        try await HostedZoneDetails(
            xml: xml(
                .restXML(
                    "CreateHostedZone", method: "POST", path: path("hostedzone"),
                    body: XMLTree(
                        "CreateHostedZoneRequest", xmlns: Self.namespace,
                        [
                            XMLTree("Name", name), XMLTree("CallerReference", callerReference),
                            XMLTree("HostedZoneConfig", [XMLTree("Comment", comment)]),
                        ]),
                    subject: "hosted zone of \(name)"),
                root: "CreateHostedZoneResponse"))
    }

    /// Deletes a hosted zone that holds nothing but its own NS and SOA records.
    ///
    /// - Throws: `AWSError` with `HostedZoneNotEmpty` when it holds more, with `NoSuchHostedZone` when there is none.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "DeleteHostedZone".
    package func deleteHostedZone(_ id: HostedZoneID) async throws {
        try await perform(
            ServiceRequest(
                "DeleteHostedZone", method: "DELETE", path: path("hostedzone", id.rawValue), subject: subject(id)))
    }

    /// Reads the tags of a hosted zone.
    ///
    /// - Throws: `AWSError` with `NoSuchHostedZone` when there is none.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "ListTagsForResource".
    package func listTags(of id: HostedZoneID) async throws -> [String: String] {
        let answer = try await xml(
            ServiceRequest(
                "ListTagsForResource", method: "GET", path: path("tags", "hostedzone", id.rawValue),
                subject: subject(id)),
            root: "ListTagsForResourceResponse")
        return try Tags.read(answer.all("ResourceTagSet/Tags/Tag"))
    }

    /// Adds and removes tags of a hosted zone; others stay.
    ///
    /// - Parameters:
    ///   - id: The zone.
    ///   - adding: Up to 10 tags to add or overwrite.
    ///   - removing: Up to 10 keys to remove. With nothing to add or remove nothing is sent.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "ChangeTagsForResource".
    package func changeTags(
        of id: HostedZoneID, adding: [String: String] = [:], removing: [String] = []
    ) async throws {
        guard !adding.isEmpty || !removing.isEmpty else { return }
        // The schema refuses empty lists.
        var members: [XMLTree] = []
        if !adding.isEmpty { members.append(XMLTree("AddTags", Tags.xml(adding))) }
        if !removing.isEmpty { members.append(XMLTree("RemoveTagKeys", removing.map { XMLTree("Key", $0) })) }
        try await perform(
            .restXML(
                "ChangeTagsForResource", method: "POST", path: path("tags", "hostedzone", id.rawValue),
                body: XMLTree("ChangeTagsForResourceRequest", xmlns: Self.namespace, members), subject: subject(id)))
    }
}

/// Where a page of hosted zones begins.
private struct ZoneStart: Sendable, Equatable {
    let name: String?
    let id: String?
}
