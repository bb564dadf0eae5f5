// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension CloudFrontClient {
    /// Reads the tags of a distribution or a function.
    ///
    /// - Throws: `AWSError` with `NoSuchResource` when there is none.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "ListTagsForResource".
    package func listTags(of resource: ARN) async throws -> [String: String] {
        let answer = try await xml(
            ServiceRequest(
                "ListTagsForResource", method: "GET", path: path("tagging"), query: [("Resource", resource.rawValue)],
                subject: resource.resource),
            root: "Tags")
        return try Tags.read(answer.all("Items/Tag"))
    }

    /// Adds tags to a distribution or a function; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "TagResource".
    package func tagResource(_ resource: ARN, tags: [String: String]) async throws {
        try await perform(
            .restXML(
                "TagResource", method: "POST", path: path("tagging"),
                query: [("Operation", "Tag"), ("Resource", resource.rawValue)],
                body: XMLTree("Tags", xmlns: Self.namespace, [XMLTree("Items", Tags.xml(tags))]),
                subject: resource.resource))
    }
}
