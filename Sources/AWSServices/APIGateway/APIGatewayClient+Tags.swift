// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import AWSWire

extension APIGatewayClient {
    /// Reads the tags of an API or a stage.
    ///
    /// - Parameter resource: Such as `arn:aws:apigateway:eu-west-1::/apis/a1b2c3`, without an account.
    /// - Returns: The tags.
    /// - Throws: `AWSError` with `NotFoundException` when there is none.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "GetTags".
    package func getTags(of resource: ARN) async throws -> [String: String] {
        let answer = try await json(
            ServiceRequest("GetTags", method: "GET", path: tagPath(resource), subject: resource.resource))
        return try answer.mapIfPresent("tags") ?? [:]
    }

    /// Adds tags to an API or a stage; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "TagResource".
    package func tagResource(_ resource: ARN, tags: [String: String]) async throws {
        try await perform(
            .restJSON(
                "TagResource", method: "POST", path: tagPath(resource), input: ["tags": .map(tags)],
                subject: resource.resource))
    }

    /// Removes tags from an API or a stage; keys that it does not have are passed over.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "UntagResource".
    package func untagResource(_ resource: ARN, keys: [String]) async throws {
        try await perform(
            ServiceRequest(
                "UntagResource", method: "DELETE", path: tagPath(resource), query: keys.map { ("tagKeys", $0) },
                subject: resource.resource))
    }

    private func tagPath(_ resource: ARN) -> String {
        "/v2/tags/\(PercentEncoding.encode(resource.rawValue))"
    }
}
