// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension DynamoDBClient {
    /// Reads a table.
    ///
    /// - Returns: The table, `nil` when there is none, as may still be for seconds after it was created.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "DescribeTable".
    package func describeTable(_ name: String) async throws -> DynamoDBTable? {
        try await absentWhen(["ResourceNotFoundException"]) {
            try await DynamoDBTable(
                json: json(request("DescribeTable", ["TableName": .string(name)], subject: subject(name)))
                    .object("Table"))
        }
    }

    /// Creates a table that is paid by the request.
    ///
    /// - Parameters:
    ///   - name: 3 to 255 letters, digits, `_`, `.` and `-`.
    ///   - key: The hash attribute, and the range attribute if there is one.
    ///   - deletionProtection: Whether deleting is refused until this is off.
    ///   - tags: Set in the same call.
    /// - Returns: The new table, mostly still `CREATING`.
    /// - Throws: `AWSError` with `ResourceInUseException` when it exists.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "CreateTable".
    package func createTable(
        _ name: String, key: [DynamoDBKeyAttribute], deletionProtection: Bool, tags: [String: String]
    ) async throws -> DynamoDBTable {
        let input: [String: JSONValue?] = [
            "TableName": .string(name),
            "AttributeDefinitions": .array(
                key.map { ["AttributeName": .string($0.name), "AttributeType": .string($0.type.rawValue)] }),
            "KeySchema": .array(
                key.map { ["AttributeName": .string($0.name), "KeyType": .string($0.role.rawValue)] }),
            "BillingMode": .string(DynamoDBBillingMode.payPerRequest.rawValue),
            "DeletionProtectionEnabled": .bool(deletionProtection),
            "Tags": Tags.jsonUnlessEmpty(tags),
        ]
        return try await DynamoDBTable(
            json: json(request("CreateTable", input, subject: subject(name))).object("TableDescription"))
    }

    /// Changes a table. AWS takes one kind of change in a call and none while the table is `UPDATING`.
    ///
    /// - Parameters:
    ///   - name: The table.
    ///   - deletionProtection: `nil` keeps it.
    ///   - payPerRequest: `true` changes the billing to "by the request", which AWS allows a few times a day.
    /// - Returns: The table as it is right after the call.
    /// - Throws: `AWSError` with `ResourceInUseException` while another change runs.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "UpdateTable".
    package func updateTable(
        _ name: String, deletionProtection: Bool? = nil, payPerRequest: Bool = false
    ) async throws -> DynamoDBTable {
        let input: [String: JSONValue?] = [
            "TableName": .string(name),
            "DeletionProtectionEnabled": deletionProtection.map { .bool($0) },
            "BillingMode": payPerRequest ? .string(DynamoDBBillingMode.payPerRequest.rawValue) : nil,
        ]
        return try await DynamoDBTable(
            json: json(request("UpdateTable", input, subject: subject(name))).object("TableDescription"))
    }

    /// Deletes a table with all its items. One that is being deleted already is no error.
    ///
    /// - Throws: `AWSError` with `ValidationException` while it is protected, with `ResourceInUseException` while it is
    ///   `CREATING` or `UPDATING`, with `ResourceNotFoundException` when there is none.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "DeleteTable".
    package func deleteTable(_ name: String) async throws {
        try await perform(request("DeleteTable", ["TableName": .string(name)], subject: subject(name)))
    }

    /// Reads the tags of a table, all pages of them.
    ///
    /// - Returns: The tags; for seconds after a change the old ones.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is no such table.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "ListTagsOfResource".
    package func listTags(of table: ARN) async throws -> [String: String] {
        let pages = PagedSequence<[String: String]>("ListTagsOfResource", of: caller.service) { (token: String?) in
            let answer = try await json(
                request(
                    "ListTagsOfResource",
                    ["ResourceArn": .string(table.rawValue), "NextToken": token.map { .string($0) }],
                    subject: subject(table.resourceName)))
            return ([try Tags.read(answer.objects("Tags"))], try answer.textIfPresent("NextToken"))
        }
        return try await pages.all().reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    /// Adds tags to a table; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "TagResource".
    package func tagResource(_ table: ARN, tags: [String: String]) async throws {
        try await perform(
            request(
                "TagResource", ["ResourceArn": .string(table.rawValue), "Tags": Tags.json(tags)],
                subject: subject(table.resourceName)))
    }

    func subject(_ table: String) -> String {
        "table \(table)"
    }
}
