// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import AWSWire

extension LambdaClient {
    /// Reads the tags of a function.
    ///
    /// - Throws: `AWSError` with `ResourceNotFoundException` when the function does not exist.
    ///
    /// AWS reference: AWS Lambda API Reference, "ListTags".
    package func listTags(of function: ARN) async throws -> [String: String] {
        let answer = try await json(
            ServiceRequest("ListTags", method: "GET", path: tagPath(function), subject: subject(function)))
        return try answer.mapIfPresent("Tags") ?? [:]
    }

    /// Adds tags to a function; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: AWS Lambda API Reference, "TagResource".
    package func tagResource(_ function: ARN, tags: [String: String]) async throws {
        try await perform(
            .restJSON(
                "TagResource", method: "POST", path: tagPath(function), input: ["Tags": .map(tags)],
                subject: subject(function)))
    }

    private func tagPath(_ function: ARN) -> String {
        "/2017-03-31/tags/\(PercentEncoding.encode(function.rawValue))"
    }

    private func subject(_ function: ARN) -> String {
        subject(function.resourceName)
    }
}
