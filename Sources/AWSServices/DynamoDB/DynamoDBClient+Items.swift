// SPDX-License-Identifier: Apache-2.0

package import AWSWire

extension DynamoDBClient {
    /// Reads an item, as it is after the last write.
    ///
    /// - Parameters:
    ///   - table: The table's name.
    ///   - key: The values of all attributes of the key.
    /// - Returns: The item's attributes, `nil` when there is no such item.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is no such table.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "GetItem".
    package func getItem(
        in table: String, key: [String: DynamoDBValue]
    ) async throws -> [String: DynamoDBValue]? {
        let answer = try await json(
            request(
                "GetItem",
                [
                    "TableName": .string(table), "Key": .object(key.mapValues(\.json)), "ConsistentRead": true,
                ], subject: subject(table)))
        return try answer.objectIfPresent("Item").map(DynamoDBValue.read)
    }

    /// Adds to a number of an item, in one atomic step; a missing item or number counts as 0.
    ///
    /// It is not sent again when its answer is lost: that might add twice.
    ///
    /// - Parameters:
    ///   - amount: What to add; may be negative.
    ///   - attribute: The attribute to add to.
    ///   - table: The table's name.
    ///   - key: The values of all attributes of the key.
    /// - Returns: The new number.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is no such table, with `ValidationException` when
    ///   the attribute is no number.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "UpdateItem".
    package func add(
        _ amount: Int, to attribute: String, in table: String, key: [String: DynamoDBValue]
    ) async throws -> Int {
        let answer = try await json(
            request(
                "UpdateItem",
                [
                    "TableName": .string(table), "Key": .object(key.mapValues(\.json)),
                    "UpdateExpression": "ADD #n :amount",
                    "ExpressionAttributeNames": ["#n": .string(attribute)],
                    "ExpressionAttributeValues": [":amount": DynamoDBValue.number(String(amount)).json],
                    "ReturnValues": "UPDATED_NEW",
                ], subject: subject(table), isSafeToResend: false))
        let attributes = try answer.object("Attributes")
        guard case .number(let text) = try DynamoDBValue.read(attributes)[attribute], let number = Int(text) else {
            throw attributes.malformed(attribute)
        }
        return number
    }

    /// Writes a number into an item, unless it is not any more what it was; other attributes stay.
    ///
    /// It is not sent again when its answer is lost: the number could have changed in between.
    ///
    /// - Parameters:
    ///   - number: The new number.
    ///   - attribute: The attribute to write.
    ///   - expected: The number that is there; `nil` when there is no such item or attribute.
    ///   - table: The table's name.
    ///   - key: The values of all attributes of the key.
    /// - Returns: Whether it was written; `false` when the attribute has another value than expected.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is no such table.
    ///
    /// AWS reference: Amazon DynamoDB API Reference, "UpdateItem".
    package func set(
        _ number: Int, in attribute: String, ifStill expected: Int?, table: String, key: [String: DynamoDBValue]
    ) async throws -> Bool {
        var values: [String: JSONValue] = [":new": DynamoDBValue.number(String(number)).json]
        if let expected { values[":old"] = DynamoDBValue.number(String(expected)).json }
        do {
            try await perform(
                request(
                    "UpdateItem",
                    [
                        "TableName": .string(table), "Key": .object(key.mapValues(\.json)),
                        "UpdateExpression": "SET #n = :new",
                        "ConditionExpression": .string(expected == nil ? "attribute_not_exists(#n)" : "#n = :old"),
                        "ExpressionAttributeNames": ["#n": .string(attribute)],
                        "ExpressionAttributeValues": .object(values),
                    ], subject: subject(table), isSafeToResend: false))
            return true
        } catch let error as AWSError where error.code == "ConditionalCheckFailedException" {
            return false
        }
    }
}

/// The value of an attribute, as far as resumectl needs them.
package enum DynamoDBValue: Sendable, Hashable {
    case string(String)
    /// A number in decimal digits, up to 38 of them.
    case number(String)
    case bool(Bool)
    case null
    /// A value of another type, such as a list, as it was read.
    case other(JSONValue)

    var json: JSONValue {
        switch self {
        case .string(let value): ["S": .string(value)]
        case .number(let value): ["N": .string(value)]
        case .bool(let value): ["BOOL": .bool(value)]
        case .null: ["NULL": true]
        case .other(let value): value
        }
    }

    /// Reads the attributes of an item.
    static func read(_ item: JSONReader) throws -> [String: DynamoDBValue] {
        var values: [String: DynamoDBValue] = [:]
        for name in item.names {
            let value = try item.object(name)
            guard let type = value.names.first, value.names.count == 1 else { throw item.malformed(name) }
            values[name] =
                switch type {
                case "S": .string(try value.text(type))
                case "N": .number(try value.text(type))
                case "BOOL": .bool(try value.boolIfPresent(type) ?? false)
                case "NULL": .null
                default: .other(value.value)
                }
        }
        return values
    }
}
