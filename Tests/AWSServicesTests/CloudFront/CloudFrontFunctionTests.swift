// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct CloudFrontFunctionTests {
    private static let code = Array("function handler(e) { return e.request; } // é".utf8)
    private static let codeBase64 = "ZnVuY3Rpb24gaGFuZGxlcihlKSB7IHJldHVybiBlLnJlcXVlc3Q7IH0gLy8gw6k="
    private static let config: JSONValue = ["Comment": "", "Runtime": "cloudfront-js-2.0"]

    private static func summary(_ stage: String) -> JSONValue {
        [
            "Name": "rewrite", "Status": "UNPUBLISHED", "FunctionConfig": config,
            "FunctionMetadata": [
                "FunctionARN": "arn:aws:cloudfront::123456789012:function/rewrite", "Stage": .string(stage),
                "CreatedTime": "2026-11-20T08:09:10Z", "LastModifiedTime": "2026-11-20T08:09:10Z",
            ],
        ]
    }

    private static func expected(_ stage: CloudFrontFunctionStage, etag: String) throws -> CloudFrontFunction {
        CloudFrontFunction(
            name: "rewrite", arn: try #require(ARN(rawValue: "arn:aws:cloudfront::123456789012:function/rewrite")),
            etag: etag, stage: stage, status: "UNPUBLISHED", comment: "", runtime: "cloudfront-js-2.0")
    }

    @Test func goesThroughItsLife() async throws {
        let code = JSONValue.base64(Self.codeBase64)
        let exchanges = [
            Exchange(
                "CreateFunction",
                [
                    "Name": "rewrite", "FunctionConfig": Self.config, "FunctionCode": code,
                    "Tags": ["Items": [["Key": "a", "Value": "1"]]],
                ], answer: ["FunctionSummary": Self.summary("DEVELOPMENT"), "ETag": "D1", "Location": "x"]),
            Exchange(
                "UpdateFunction",
                ["Name": "rewrite", "IfMatch": "D1", "FunctionConfig": Self.config, "FunctionCode": code],
                answer: ["FunctionSummary": Self.summary("DEVELOPMENT"), "ETag": "D2"]),
            Exchange(
                "PublishFunction", ["Name": "rewrite", "IfMatch": "D2"],
                answer: ["FunctionSummary": Self.summary("LIVE")]),
            Exchange(
                "DescribeFunction", ["Name": "rewrite", "Stage": "LIVE"],
                answer: ["FunctionSummary": Self.summary("LIVE"), "ETag": "L1"]),
            Exchange(
                "GetFunction", ["Name": "rewrite", "Stage": "DEVELOPMENT"],
                answer: ["FunctionCode": code, "ETag": "D2", "ContentType": "application/javascript"]),
            Exchange("DeleteFunction", ["Name": "rewrite", "IfMatch": "D2"]),
        ]
        try await withOracle(.cloudFront, exchanges) {
            let client = CloudFrontClient(caller: $0)
            let created = try await client.createFunction("rewrite", comment: "", code: Self.code, tags: ["a": "1"])
            #expect(try created == Self.expected(.development, etag: "D1"))
            let updated = try await client.updateFunction("rewrite", comment: "", code: Self.code, ifMatch: "D1")
            #expect(try updated == Self.expected(.development, etag: "D2"))
            try await client.publishFunction("rewrite", ifMatch: "D2")
            let live = try await client.describeFunction("rewrite", stage: .live)
            #expect(try live == Self.expected(.live, etag: "L1"))
            let read = try #require(try await client.functionCode("rewrite", stage: .development))
            #expect(read == (Self.code, "D2"))
            try await client.deleteFunction("rewrite", ifMatch: "D2")
        }
    }

    @Test func hasNoLiveStageBeforeItIsPublished() async throws {
        let exchanges = [
            Exchange("DescribeFunction", ["Name": "rewrite", "Stage": "LIVE"], failure: "NoSuchFunctionExists"),
            Exchange("GetFunction", ["Name": "rewrite", "Stage": "LIVE"], failure: "NoSuchFunctionExists"),
        ]
        let (function, code) = try await withOracle(.cloudFront, exchanges) {
            let client = CloudFrontClient(caller: $0)
            return (
                try await client.describeFunction("rewrite", stage: .live),
                try await client.functionCode("rewrite", stage: .live)
            )
        }
        #expect(function == nil)
        #expect(code == nil)
    }
}
