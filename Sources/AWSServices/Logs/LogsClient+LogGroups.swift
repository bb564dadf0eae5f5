// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension LogsClient {
    /// Lists the log groups whose names begin with a prefix.
    ///
    /// - Parameter prefix: 1 to 512 characters.
    /// - Returns: The log groups in the order of their names, fetched page by page.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "DescribeLogGroups".
    package func describeLogGroups(prefix: String) -> PagedSequence<LogGroup> {
        PagedSequence("DescribeLogGroups", of: caller.service) { (token: String?) in
            let answer = try await json(
                request(
                    "DescribeLogGroups",
                    [
                        "logGroupNamePrefix": .string(prefix), "nextToken": token.map { .string($0) }, "limit": 50,
                    ], subject: subject(prefix)))
            return (try answer.objects("logGroups").map(LogGroup.init(json:)), try answer.textIfPresent("nextToken"))
        }
    }

    /// Reads the log group of a name.
    ///
    /// - Returns: The log group, `nil` when there is none.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "DescribeLogGroups".
    package func describeLogGroup(_ name: String) async throws -> LogGroup? {
        for try await group in describeLogGroups(prefix: name) where group.name == name { return group }
        return nil
    }

    /// Creates a log group that keeps its events for ever; set the retention next.
    ///
    /// - Parameters:
    ///   - name: Up to 512 letters, digits and `_-/.#`.
    ///   - tags: Set in the same call.
    /// - Throws: `AWSError` with `ResourceAlreadyExistsException` when it exists, as when Lambda was faster.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "CreateLogGroup".
    package func createLogGroup(_ name: String, tags: [String: String]) async throws {
        try await perform(
            request(
                "CreateLogGroup", ["logGroupName": .string(name), "tags": .mapUnlessEmpty(tags)],
                subject: subject(name)))
    }

    /// Sets how long events are kept.
    ///
    /// - Parameters:
    ///   - days: One of the numbers that AWS takes; the configuration allows no others.
    ///   - name: The log group.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is none, with `InvalidParameterException` for
    ///   another number of days.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "PutRetentionPolicy".
    package func putRetentionPolicy(days: Int, of name: String) async throws {
        try await perform(
            request(
                "PutRetentionPolicy", ["logGroupName": .string(name), "retentionInDays": .int(days)],
                subject: subject(name)))
    }

    /// Deletes a log group with all its events.
    ///
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is none.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "DeleteLogGroup".
    package func deleteLogGroup(_ name: String) async throws {
        try await perform(request("DeleteLogGroup", ["logGroupName": .string(name)], subject: subject(name)))
    }
}
