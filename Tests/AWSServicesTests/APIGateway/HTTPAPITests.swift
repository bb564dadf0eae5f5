// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct HTTPAPITests {
    private static let cors = CORSConfiguration(
        allowOrigins: ["https://example.com"], allowMethods: ["GET", "POST"], allowHeaders: ["content-type"],
        maxAge: 300)
    private static let corsJSON: JSONValue = [
        "AllowOrigins": ["https://example.com"], "AllowMethods": ["GET", "POST"], "AllowHeaders": ["content-type"],
        "MaxAge": 300, "AllowCredentials": false,
    ]
    private static let answer: JSONValue = [
        "ApiId": "a1", "Name": "me", "ProtocolType": "HTTP",
        "ApiEndpoint": "https://a1.execute-api.us-east-1.amazonaws.com", "Description": "d",
        "CorsConfiguration": corsJSON, "DisableExecuteApiEndpoint": false, "Tags": ["a": "1"],
        "CreatedDate": "2026-11-20T08:09:10Z", "RouteSelectionExpression": "$request.method $request.path",
    ]
    private static let api = HTTPAPI(
        id: "a1", name: "me", protocolType: "HTTP", endpoint: "https://a1.execute-api.us-east-1.amazonaws.com",
        description: "d", cors: cors, isEndpointDisabled: false, tags: ["a": "1"])

    @Test func createsReadsChangesAndDeletes() async throws {
        let exchanges = [
            Exchange(
                "CreateApi",
                [
                    "Name": "me", "ProtocolType": "HTTP", "Description": "d", "CorsConfiguration": Self.corsJSON,
                    "DisableExecuteApiEndpoint": false, "Tags": ["a": "1"],
                ], answer: Self.answer),
            Exchange(
                "CreateApi", ["Name": "me", "ProtocolType": "HTTP", "DisableExecuteApiEndpoint": false],
                answer: Self.answer),
            Exchange(
                "UpdateApi", ["ApiId": "a1", "Name": "you", "CorsConfiguration": Self.corsJSON],
                answer: Self.answer),
            Exchange(
                "UpdateApi", ["ApiId": "a1", "Description": "", "DisableExecuteApiEndpoint": true],
                answer: Self.answer),
            Exchange("DeleteCorsConfiguration", ["ApiId": "a1"]),
            Exchange("DeleteApi", ["ApiId": "a1"]),
        ]
        try await withOracle(.apiGateway, exchanges) {
            let client = APIGatewayClient(caller: $0)
            let created = try await client.createAPI("me", description: "d", cors: Self.cors, tags: ["a": "1"])
            #expect(created == Self.api)
            _ = try await client.createAPI("me", description: nil, cors: nil, tags: [:])
            #expect($0.sent.allSatisfy { !$0.isSafeToResend })
            let changed = try await client.updateAPI("a1", name: "you", cors: Self.cors)
            #expect(changed == Self.api)
            _ = try await client.updateAPI("a1", description: "", isEndpointDisabled: true)
            try await client.deleteCORSConfiguration(of: "a1")
            try await client.deleteAPI("a1")
        }
    }

    @Test func listsOverPages() async throws {
        let bare: JSONValue = [
            "ApiId": "a2", "Name": "other", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "x",
        ]
        let exchanges = [
            Exchange("GetApis", ["MaxResults": "100"], answer: ["Items": [Self.answer], "NextToken": "n/1"]),
            Exchange("GetApis", ["MaxResults": "100", "NextToken": "n/1"], answer: ["Items": [bare]]),
        ]
        let all = try await withOracle(.apiGateway, exchanges) {
            try await APIGatewayClient(caller: $0).getAPIs().all()
        }
        #expect(
            all == [
                Self.api,
                HTTPAPI(
                    id: "a2", name: "other", protocolType: "WEBSOCKET", endpoint: "", description: "", cors: nil,
                    isEndpointDisabled: false, tags: [:]),
            ])
    }

    @Test func writesTags() async throws {
        let text = "arn:aws:apigateway:us-east-1::/apis/a1/stages/$default"
        let arn = try #require(ARN(rawValue: text))
        let exchanges = [
            Exchange("TagResource", ["ResourceArn": .string(text), "Tags": ["a": "1"]])
        ]
        try await withOracle(.apiGateway, exchanges) {
            let client = APIGatewayClient(caller: $0)
            try await client.tagResource(arn, tags: ["a": "1"])
        }
    }
}
