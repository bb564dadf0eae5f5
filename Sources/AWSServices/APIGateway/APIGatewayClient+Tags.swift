// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import AWSWire

extension APIGatewayClient {
    /// Adds tags to an API or a stage; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "TagResource".
    package func tagResource(_ resource: ARN, tags: [String: String]) async throws {
        try await perform(
            .restJSON(
                "TagResource", method: "POST", path: tagPath(resource), input: ["tags": .map(tags)],
                subject: resource.resource))
    }

    private func tagPath(_ resource: ARN) -> String {
        "/v2/tags/\(PercentEncoding.encode(resource.rawValue))"
    }
}
