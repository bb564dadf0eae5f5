// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct OpenIDConnectProviderTests {
    private static let text = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"

    @Test func readsCreatesAndAddsAnAudience() async throws {
        let arn = try #require(ARN(rawValue: Self.text))
        let named: JSONValue = ["OpenIDConnectProviderArn": .string(Self.text)]
        let exchanges = [
            Exchange("GetOpenIDConnectProvider", named, failure: "NoSuchEntity"),
            Exchange(
                "CreateOpenIDConnectProvider",
                ["Url": "https://token.actions.githubusercontent.com", "ClientIDList": ["sts.amazonaws.com"]],
                answer: named),
            Exchange(
                "AddClientIDToOpenIDConnectProvider",
                ["OpenIDConnectProviderArn": .string(Self.text), "ClientID": "sts.amazonaws.com"]),
            Exchange(
                "GetOpenIDConnectProvider", named,
                answer: [
                    "Url": "token.actions.githubusercontent.com", "ClientIDList": ["other", "sts.amazonaws.com"],
                    "ThumbprintList": ["6938fd4d98bab03faadb97b34396831e3780aea1"],
                    "CreateDate": "2026-11-20T08:09:10Z", "Tags": [["Key": "a", "Value": "1"]],
                ]),
        ]
        try await withOracle(.iam, exchanges) {
            let client = IAMClient(caller: $0)
            let none = try await client.getOpenIDConnectProvider(arn)
            #expect(none == nil)
            let created = try await client.createOpenIDConnectProvider(
                url: "https://token.actions.githubusercontent.com", audiences: ["sts.amazonaws.com"])
            #expect(created == arn)
            try await client.addAudience("sts.amazonaws.com", to: arn)
            let found = try await client.getOpenIDConnectProvider(arn)
            #expect(
                found
                    == OpenIDConnectProvider(
                        url: "token.actions.githubusercontent.com", audiences: ["other", "sts.amazonaws.com"]))
        }
    }

    @Test func anAnswerThatIsNoProviderIsAnError() async throws {
        let arn = try #require(ARN(rawValue: Self.text))
        let caller = AnsweringCaller(
            .iam,
            body:
                "<GetOpenIDConnectProviderResponse><GetOpenIDConnectProviderResult/></GetOpenIDConnectProviderResponse>"
        )
        let error = await #expect(throws: AWSError.self) {
            try await IAMClient(caller: caller).getOpenIDConnectProvider(arn)
        }
        #expect(error?.code == "UnreadableResponse")
    }
}
