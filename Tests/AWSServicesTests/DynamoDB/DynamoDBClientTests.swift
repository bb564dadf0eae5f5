// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct DynamoDBClientTests {
    private static let text = "arn:aws:dynamodb:us-east-1:123456789012:table/visitors"

    private static func table(_ status: String, summary: Bool = true) -> JSONValue {
        var table: JSONValue = [
            "TableName": "visitors", "TableArn": .string(text), "TableStatus": .string(status),
            "AttributeDefinitions": [
                ["AttributeName": "day", "AttributeType": "N"], ["AttributeName": "id", "AttributeType": "S"],
            ],
            "KeySchema": [
                ["AttributeName": "id", "KeyType": "HASH"], ["AttributeName": "day", "KeyType": "RANGE"],
            ],
            "CreationDateTime": "2026-11-20T08:09:10Z",
            "ProvisionedThroughput": ["ReadCapacityUnits": 0, "WriteCapacityUnits": 0],
        ]
        if summary {
            table["BillingModeSummary"] = ["BillingMode": "PAY_PER_REQUEST"]
            table["TableClassSummary"] = ["TableClass": "STANDARD_INFREQUENT_ACCESS"]
            table["DeletionProtectionEnabled"] = true
            table["ItemCount"] = 7
        }
        return table
    }

    private static let key = [
        DynamoDBKeyAttribute(name: "id", role: .hash, type: .string),
        DynamoDBKeyAttribute(name: "day", role: .range, type: .number),
    ]

    @Test func createsReadsUpdatesAndDeletes() async throws {
        let exchanges = [
            Exchange(
                "CreateTable",
                [
                    "TableName": "visitors",
                    "AttributeDefinitions": [
                        ["AttributeName": "id", "AttributeType": "S"], ["AttributeName": "day", "AttributeType": "N"],
                    ],
                    "KeySchema": [
                        ["AttributeName": "id", "KeyType": "HASH"], ["AttributeName": "day", "KeyType": "RANGE"],
                    ], "BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": true,
                    "Tags": [["Key": "a", "Value": "1"]],
                ], answer: ["TableDescription": Self.table("CREATING")]),
            Exchange("DescribeTable", ["TableName": "visitors"], answer: ["Table": Self.table("ACTIVE")]),
            Exchange(
                "UpdateTable", ["TableName": "visitors", "DeletionProtectionEnabled": false],
                answer: ["TableDescription": Self.table("UPDATING", summary: false)]),
            Exchange(
                "UpdateTable", ["TableName": "visitors", "BillingMode": "PAY_PER_REQUEST"],
                answer: ["TableDescription": Self.table("UPDATING")]),
            Exchange(
                "DeleteTable", ["TableName": "visitors"], answer: ["TableDescription": Self.table("DELETING")]),
            Exchange("DescribeTable", ["TableName": "visitors"], failure: "ResourceNotFoundException"),
        ]
        try await withOracle(.dynamoDB, exchanges) {
            let client = DynamoDBClient(caller: $0)
            let created = try await client.createTable(
                "visitors", key: Self.key, deletionProtection: true, tags: ["a": "1"])
            #expect(created.status == .creating)
            let read = try await client.describeTable("visitors")
            let expected = DynamoDBTable(
                name: "visitors", arn: try #require(ARN(rawValue: Self.text)), status: .active, key: Self.key,
                billingMode: .payPerRequest, isDeletionProtected: true, tableClass: "STANDARD_INFREQUENT_ACCESS",
                itemCount: 7)
            #expect(read == expected)
            // AWS leaves out what has its default.
            let bare = try await client.updateTable("visitors", deletionProtection: false)
            #expect(bare.billingMode == .provisioned)
            #expect(bare.tableClass == "STANDARD")
            #expect(!bare.isDeletionProtected)
            _ = try await client.updateTable("visitors", payPerRequest: true)
            try await client.deleteTable("visitors")
            let gone = try await client.describeTable("visitors")
            #expect(gone == nil)
        }
    }

    @Test func readsAndWritesTags() async throws {
        let arn = try #require(ARN(rawValue: Self.text))
        let exchanges = [
            Exchange(
                "ListTagsOfResource", ["ResourceArn": .string(Self.text)],
                answer: ["Tags": [["Key": "a", "Value": "1"]], "NextToken": "n"]),
            Exchange(
                "ListTagsOfResource", ["ResourceArn": .string(Self.text), "NextToken": "n"],
                answer: ["Tags": [["Key": "b", "Value": "2"]]]),
            Exchange(
                "TagResource", ["ResourceArn": .string(Self.text), "Tags": [["Key": "a", "Value": "1"]]]),
        ]
        try await withOracle(.dynamoDB, exchanges) {
            let client = DynamoDBClient(caller: $0)
            let tags = try await client.listTags(of: arn)
            #expect(tags == ["a": "1", "b": "2"])
            try await client.tagResource(arn, tags: ["a": "1"])
        }
    }

    @Test func readsItems() async throws {
        let key: JSONValue = ["TableName": "visitors", "Key": ["id": ["S": "site"]], "ConsistentRead": true]
        let exchange = Exchange(
            "GetItem", key,
            answer: [
                "Item": [
                    "id": ["S": "site"], "visits": ["N": "41"], "on": ["BOOL": true], "none": ["NULL": true],
                    "list": ["L": [["S": "x"]]],
                ]
            ])
        let item = try await withOracle(.dynamoDB, [exchange]) {
            try await DynamoDBClient(caller: $0).getItem(in: "visitors", key: ["id": .string("site")])
        }
        #expect(
            item == [
                "id": .string("site"), "visits": .number("41"), "on": .bool(true), "none": .null,
                "list": .other(["L": [["S": "x"]]]),
            ])
        let empty = AnsweringCaller(.dynamoDB, body: "{}")
        let none = try await DynamoDBClient(caller: empty).getItem(in: "visitors", key: ["id": .string("site")])
        #expect(none == nil)
    }

    @Test func addsToANumberOnce() async throws {
        let exchange = Exchange(
            "UpdateItem",
            [
                "TableName": "visitors", "Key": ["id": ["S": "site"], "day": ["N": "5"]],
                "UpdateExpression": "ADD #n :amount", "ExpressionAttributeNames": ["#n": "visits"],
                "ExpressionAttributeValues": [":amount": ["N": "-2"]], "ReturnValues": "UPDATED_NEW",
            ], answer: ["Attributes": ["visits": ["N": "40"]]])
        try await withOracle(.dynamoDB, [exchange]) {
            let sum = try await DynamoDBClient(caller: $0)
                .add(-2, to: "visits", in: "visitors", key: ["id": .string("site"), "day": .number("5")])
            #expect(sum == 40)
            #expect($0.sent.map(\.isSafeToResend) == [false])
        }
    }

    @Test func setsANumberThatIsStillWhatItWas() async throws {
        func call(_ condition: String, _ values: JSONValue) -> JSONValue {
            [
                "TableName": "visitors", "Key": ["id": ["S": "site"]], "UpdateExpression": "SET #n = :new",
                "ConditionExpression": .string(condition), "ExpressionAttributeNames": ["#n": "count"],
                "ExpressionAttributeValues": values,
            ]
        }
        let exchanges = [
            Exchange("UpdateItem", call("#n = :old", [":new": ["N": "7"], ":old": ["N": "41"]])),
            Exchange("UpdateItem", call("attribute_not_exists(#n)", [":new": ["N": "7"]])),
            Exchange(
                "UpdateItem", call("#n = :old", [":new": ["N": "7"], ":old": ["N": "40"]]),
                failure: "ConditionalCheckFailedException"),
        ]
        try await withOracle(.dynamoDB, exchanges) { caller in
            let client = DynamoDBClient(caller: caller)
            func set(_ expected: Int?) async throws -> Bool {
                try await client.set(7, in: "count", ifStill: expected, table: "visitors", key: ["id": .string("site")])
            }
            let first = try await set(41)
            let second = try await set(nil)
            let third = try await set(40)
            #expect([first, second, third] == [true, true, false])
            #expect(caller.sent.allSatisfy { !$0.isSafeToResend })
        }
    }

    @Test func refusesAKeyOfUnknownType() async {
        let caller = AnsweringCaller(
            .dynamoDB,
            body: """
                {"Table": {"TableName": "t", "TableArn": "\(Self.text)", "TableStatus": "ACTIVE",
                "AttributeDefinitions": [], "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}}
                """)
        let error = await #expect(throws: AWSError.self) {
            try await DynamoDBClient(caller: caller).describeTable("t")
        }
        #expect(error?.message == "the member Table.KeySchema cannot be understood")
    }
}
