// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct LogsClientTests {
    private static let text = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/counter"

    private func arn() throws -> ARN {
        try #require(ARN(rawValue: Self.text))
    }

    private static func group(_ name: String, _ members: JSONValue = [:]) -> JSONValue {
        var group = members
        group["logGroupName"] = .string(name)
        group["arn"] = .string("arn:aws:logs:us-east-1:123456789012:log-group:\(name):*")
        return group
    }

    @Test func findsTheGroupOfJustThatNameAndStops() async throws {
        let exchanges = [
            Exchange(
                "DescribeLogGroups", ["logGroupNamePrefix": "/aws/lambda/counter", "limit": 50],
                answer: ["logGroups": [Self.group("/aws/lambda/counter-2")], "nextToken": "n"]),
            Exchange(
                "DescribeLogGroups",
                ["logGroupNamePrefix": "/aws/lambda/counter", "limit": 50, "nextToken": "n"],
                answer: [
                    "logGroups": [
                        Self.group("/aws/lambda/counter", ["retentionInDays": 14, "logGroupClass": "STANDARD"])
                    ], "nextToken": "never asked for",
                ]),
        ]
        let group = try await withOracle(.logs, exchanges) {
            try await LogsClient(caller: $0).describeLogGroup("/aws/lambda/counter")
        }
        #expect(
            group
                == LogGroup(
                    name: "/aws/lambda/counter", arn: try arn(), retentionDays: 14, logClass: "STANDARD"))
    }

    @Test func findsNothing() async throws {
        let exchange = Exchange(
            "DescribeLogGroups", ["logGroupNamePrefix": "/x", "limit": 50], answer: ["logGroups": [Self.group("/x/y")]])
        let group = try await withOracle(.logs, [exchange]) { try await LogsClient(caller: $0).describeLogGroup("/x") }
        #expect(group == nil)
    }

    @Test func takesTheNewerARN() async throws {
        var group = Self.group("/aws/lambda/counter")
        group["logGroupArn"] = .string(Self.text)
        let exchange = Exchange(
            "DescribeLogGroups", ["logGroupNamePrefix": "/aws", "limit": 50], answer: ["logGroups": [group]])
        let groups = try await withOracle(.logs, [exchange]) {
            try await LogsClient(caller: $0).describeLogGroups(prefix: "/aws").all()
        }
        #expect(groups.map(\.arn) == [try arn()])
        #expect(groups.map(\.retentionDays) == [nil])
    }

    @Test func readsTheEventsOfAllPages() async throws {
        func event(_ id: String, _ time: Int) -> JSONValue {
            [
                "eventId": .string(id), "timestamp": .int(time), "message": "hello\n", "logStreamName": "s",
                "ingestionTime": 1,
            ]
        }
        let exchanges = [
            Exchange(
                "FilterLogEvents", ["logGroupName": "/g", "startTime": 1500, "filterPattern": "ERROR"],
                answer: ["events": [event("1", 1500)], "nextToken": "a"]),
            Exchange(
                "FilterLogEvents",
                ["logGroupName": "/g", "startTime": 1500, "filterPattern": "ERROR", "nextToken": "a"],
                answer: ["events": [], "nextToken": "b"]),
            Exchange(
                "FilterLogEvents",
                ["logGroupName": "/g", "startTime": 1500, "filterPattern": "ERROR", "nextToken": "b"],
                answer: ["events": [event("2", 2000)]]),
        ]
        let events = try await withOracle(.logs, exchanges) {
            try await LogsClient(caller: $0)
                .filterLogEvents(of: "/g", since: Date(timeIntervalSince1970: 1.5009), pattern: "ERROR").all()
        }
        let expected = [("1", 1.5), ("2", 2)].map {
            LogEvent(id: $0.0, stream: "s", date: Date(timeIntervalSince1970: $0.1), message: "hello\n")
        }
        #expect(events == expected)
    }

    @Test func createsChangesAndDeletes() async throws {
        let name: JSONValue = ["logGroupName": "/aws/lambda/counter"]
        let exchanges = [
            Exchange("CreateLogGroup", ["logGroupName": "/aws/lambda/counter", "tags": ["a": "1"]]),
            Exchange("CreateLogGroup", name),
            Exchange("PutRetentionPolicy", ["logGroupName": "/aws/lambda/counter", "retentionInDays": 30]),
            Exchange("DeleteLogGroup", name),
        ]
        try await withOracle(.logs, exchanges) {
            let client = LogsClient(caller: $0)
            try await client.createLogGroup("/aws/lambda/counter", tags: ["a": "1"])
            try await client.createLogGroup("/aws/lambda/counter", tags: [:])
            try await client.putRetentionPolicy(days: 30, of: "/aws/lambda/counter")
            try await client.deleteLogGroup("/aws/lambda/counter")
            #expect($0.sent.allSatisfy { $0.codesNotRetried == ["LimitExceededException"] })
        }
    }

    @Test func readsAndWritesTags() async throws {
        let exchanges = [
            Exchange("ListTagsForResource", ["resourceArn": .string(Self.text)], answer: ["tags": ["a": "1"]]),
            Exchange("TagResource", ["resourceArn": .string(Self.text), "tags": ["a": "1"]]),
        ]
        let arn = try arn()
        try await withOracle(.logs, exchanges) {
            let client = LogsClient(caller: $0)
            let tags = try await client.listTags(of: arn)
            #expect(tags == ["a": "1"])
            try await client.tagResource(arn, tags: ["a": "1"])
        }
    }
}
