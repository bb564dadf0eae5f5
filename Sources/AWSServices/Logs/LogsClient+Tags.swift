// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension LogsClient {
    /// Reads the tags of a log group.
    ///
    /// - Parameter group: Its ARN, without `:*` at the end.
    /// - Returns: The tags.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is none.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "ListTagsForResource".
    package func listTags(of group: ARN) async throws -> [String: String] {
        let answer = try await json(
            request("ListTagsForResource", ["resourceArn": .string(group.rawValue)], subject: group.resource))
        return try answer.mapIfPresent("tags") ?? [:]
    }

    /// Adds tags to a log group; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "TagResource".
    package func tagResource(_ group: ARN, tags: [String: String]) async throws {
        try await perform(
            request(
                "TagResource", ["resourceArn": .string(group.rawValue), "tags": .map(tags)], subject: group.resource))
    }
}
