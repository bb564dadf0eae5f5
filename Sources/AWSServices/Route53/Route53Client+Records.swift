// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import AWSWire

extension Route53Client {
    /// Lists the records of a zone in the order of names, then types, beginning at a name and type.
    ///
    /// The order of names is that of the reversed labels. The list begins at or after the given record and runs on to
    /// the end of the zone: leave the loop at the first record that is not wanted.
    ///
    /// - Parameters:
    ///   - zone: The zone.
    ///   - name: The first name; `nil` for all records.
    ///   - type: The first type of that name; only with a name.
    /// - Returns: The records, fetched page by page, up to 300 at a time.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "ListResourceRecordSets".
    package func listResourceRecordSets(
        in zone: HostedZoneID, from name: String? = nil, type: String? = nil
    ) -> PagedSequence<RecordSet> {
        PagedSequence("ListResourceRecordSets", of: caller.service) { (start: RecordStart?) in
            let start = start ?? RecordStart(name: name, type: name == nil ? nil : type, identifier: nil)
            var query: [(name: String, value: String?)] = []
            if let name = start.name { query.append(("name", name)) }
            if let type = start.type { query.append(("type", type)) }
            if let identifier = start.identifier { query.append(("identifier", identifier)) }
            let answer = try await xml(
                ServiceRequest(
                    "ListResourceRecordSets", method: "GET", path: path("hostedzone", zone.rawValue, "rrset"),
                    query: query, subject: subject(zone)),
                root: "ListResourceRecordSetsResponse")
            let records = try answer.all("ResourceRecordSets/ResourceRecordSet").map(RecordSet.init(xml:))
            guard try answer.bool("IsTruncated") else { return (records, nil) }
            return (
                records,
                RecordStart(
                    name: try answer.text("NextRecordName"), type: try answer.text("NextRecordType"),
                    identifier: answer.textUnlessEmpty("NextRecordIdentifier"))
            )
        }
    }

    /// Applies changes of records, all of them or none.
    ///
    /// - Parameters:
    ///   - zone: The zone.
    ///   - changes: 1 to 1,000 changes, in their order; an upsert counts twice.
    ///   - comment: Shown with the change in the console; `nil` for none.
    /// - Returns: The change, mostly not yet in sync.
    /// - Throws: `AWSError` with `InvalidChangeBatch`, its message saying which change AWS refuses and why; with
    ///   `PriorRequestNotComplete` while another change of the zone runs.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "ChangeResourceRecordSets".
    package func changeResourceRecordSets(
        in zone: HostedZoneID, _ changes: [RecordChange], comment: String? = nil
    ) async throws -> RecordChangeStatus {
        var batch = XMLTree("ChangeBatch")
        if let comment, !comment.isEmpty { batch.children.append(XMLTree("Comment", comment)) }
        batch.children.append(
            XMLTree(
                "Changes",
                changes.map { XMLTree("Change", [XMLTree("Action", $0.action.rawValue), $0.record.xml]) }))
        // The slash at the end is in AWS's own model of the operation.
        let answer = try await xml(
            .restXML(
                "ChangeResourceRecordSets", method: "POST", path: path("hostedzone", zone.rawValue, "rrset") + "/",
                body: XMLTree("ChangeResourceRecordSetsRequest", xmlns: Self.namespace, [batch]),
                subject: subject(zone)),
            root: "ChangeResourceRecordSetsResponse")
        return try RecordChangeStatus(xml: answer.element("ChangeInfo"))
    }

    /// Reads how far a change has come.
    ///
    /// - Parameter id: The change's id.
    /// - Returns: The change.
    /// - Throws: `AWSError` with `NoSuchChange` for an unknown id.
    ///
    /// AWS reference: Amazon Route 53 API Reference, "GetChange".
    package func getChange(_ id: String) async throws -> RecordChangeStatus {
        let answer = try await xml(
            ServiceRequest("GetChange", method: "GET", path: path("change", id), subject: "change \(id)"),
            root: "GetChangeResponse")
        return try RecordChangeStatus(xml: answer.element("ChangeInfo"))
    }
}

/// Where a page of records begins.
private struct RecordStart: Sendable, Equatable {
    let name: String?
    let type: String?
    let identifier: String?
}
