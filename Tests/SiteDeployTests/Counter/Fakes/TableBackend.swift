// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// DynamoDB with one table.
struct TableBackend: ScriptedBackend {
    static let service = AWSService.dynamoDB

    struct Table {
        var status: String
        var billing: JSONValue = "PAY_PER_REQUEST"
        var isProtected: JSONValue = true
        var attributes: JSONValue = [["AttributeName": "id", "AttributeType": "S"]]
        var key: JSONValue = [["AttributeName": "id", "KeyType": "HASH"]]
        var tags: [String: JSONValue] = [:]
        /// How often the table is looked at before its change is done.
        var looks = 0
    }

    var table: Table?
    /// How often a table is looked at before a change of it is done.
    var looksPerChange = 2
    /// How often the tags of a new table are asked for before they show up.
    var looksBeforeTags = 0

    private let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/resume-visitors"

    mutating func answer(_ request: ServiceRequest) throws -> [UInt8] {
        try perform(request.operation, try request.json()).serialized()
    }

    private mutating func perform(_ operation: String, _ input: JSONValue) throws -> JSONValue {
        if operation == "CreateTable" {
            guard table == nil else { throw Refusal(code: "ResourceInUseException") }
            table = Table(
                status: "CREATING", billing: input["BillingMode"] ?? nil,
                isProtected: input["DeletionProtectionEnabled"] ?? false,
                attributes: input["AttributeDefinitions"] ?? nil, key: input["KeySchema"] ?? nil,
                tags: Self.tags(input), looks: looksPerChange)
            return ["TableDescription": description()]
        }
        guard var current = table else { throw Refusal(code: "ResourceNotFoundException") }
        switch operation {
        case "DescribeTable":
            defer { look() }
            return ["Table": description()]
        case "ListTagsOfResource":
            guard looksBeforeTags == 0 else {
                looksBeforeTags -= 1
                return ["Tags": []]
            }
            return [
                "Tags": .array(current.tags.map { ["Key": .string($0.key), "Value": $0.value] })
            ]
        case "TagResource":
            current.tags.merge(Self.tags(input)) { $1 }
        case "UpdateTable":
            guard current.status == "ACTIVE" else { throw Refusal(code: "ResourceInUseException") }
            guard input["BillingMode"] == nil || input["DeletionProtectionEnabled"] == nil else {
                throw Refusal(code: "ValidationException")
            }
            if let billing = input["BillingMode"] { current.billing = billing }
            if let isProtected = input["DeletionProtectionEnabled"] { current.isProtected = isProtected }
            (current.status, current.looks) = ("UPDATING", looksPerChange)
        case "DeleteTable":
            guard current.isProtected != true else { throw Refusal(code: "ValidationException") }
            guard current.status == "ACTIVE" else { throw Refusal(code: "ResourceInUseException") }
            (current.status, current.looks) = ("DELETING", looksPerChange)
        default: throw Refusal(code: "UnknownOperationException")
        }
        table = current
        return ["TableDescription": description()]
    }

    private static func tags(_ input: JSONValue) -> [String: JSONValue] {
        var tags: [String: JSONValue] = [:]
        for tag in input["Tags"]?.arrayValue ?? [] { tags[tag["Key"]?.stringValue ?? ""] = tag["Value"] }
        return tags
    }

    private mutating func look() {
        guard let current = table, current.status != "ACTIVE" else { return }
        guard current.looks == 0 else {
            table?.looks -= 1
            return
        }
        if current.status == "DELETING" { table = nil } else { table?.status = "ACTIVE" }
    }

    private func description() -> JSONValue {
        guard let table else { return [:] }
        return [
            "TableName": "resume-visitors", "TableArn": .string(arn), "TableStatus": .string(table.status),
            "AttributeDefinitions": table.attributes, "KeySchema": table.key,
            "BillingModeSummary": ["BillingMode": table.billing], "DeletionProtectionEnabled": table.isProtected,
        ]
    }
}
