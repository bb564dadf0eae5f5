// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct LambdaPermissionTests {
    @Test func readsAddsAndRemovesPermissions() async throws {
        let source = "arn:aws:execute-api:us-east-1:123456789012:a1/*/*/api/visitors"
        let policy = #"{"Version":"2012-10-17","Statement":[]}"#
        let exchanges = [
            Exchange("GetPolicy", ["FunctionName": "counter"], failure: "ResourceNotFoundException"),
            Exchange(
                "AddPermission",
                [
                    "FunctionName": "counter", "StatementId": "http-api", "Action": "lambda:InvokeFunction",
                    "Principal": "apigateway.amazonaws.com", "SourceArn": .string(source),
                ], answer: ["Statement": "{}"]),
            Exchange(
                "AddPermission",
                [
                    "FunctionName": "counter", "StatementId": "all", "Action": "lambda:GetFunction",
                    "Principal": "123456789012", "RevisionId": "r1",
                ], answer: ["Statement": "{}"]),
            Exchange(
                "GetPolicy", ["FunctionName": "counter"], answer: ["Policy": .string(policy), "RevisionId": "r2"]),
            Exchange(
                "RemovePermission", ["FunctionName": "counter", "StatementId": "http-api", "RevisionId": "r2"]),
            Exchange("RemovePermission", ["FunctionName": "counter", "StatementId": "all"]),
        ]
        try await withOracle(.lambda, exchanges) {
            let client = LambdaClient(caller: $0)
            let none = try await client.getPolicy(of: "counter")
            #expect(none == nil)
            try await client.addPermission(
                "http-api", to: "counter", principal: "apigateway.amazonaws.com", sourceARN: source)
            try await client.addPermission(
                "all", to: "counter", action: "lambda:GetFunction", principal: "123456789012", sourceARN: nil,
                revisionID: "r1")
            let read = try await client.getPolicy(of: "counter")
            #expect(read == LambdaPolicy(document: policy, revisionID: "r2"))
            try await client.removePermission("http-api", from: "counter", revisionID: "r2")
            try await client.removePermission("all", from: "counter")
        }
    }

    @Test func readsAndWritesTags() async throws {
        let text = LambdaFunctionTests.text
        let arn = try #require(ARN(rawValue: text))
        let exchanges = [
            Exchange("ListTags", ["Resource": .string(text)], answer: ["Tags": ["a": "1"]]),
            Exchange("TagResource", ["Resource": .string(text), "Tags": ["a": "1", "b": "2 3"]]),
        ]
        try await withOracle(.lambda, exchanges) {
            let client = LambdaClient(caller: $0)
            let tags = try await client.listTags(of: arn)
            #expect(tags == ["a": "1"])
            try await client.tagResource(arn, tags: ["a": "1", "b": "2 3"])
        }
    }
}
