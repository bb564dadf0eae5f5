// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct TaggingClientTests {
    @Test func findsOverPagesUntilTheTokenIsEmpty() async throws {
        func page(_ id: String, next: String) -> JSONValue {
            [
                "PaginationToken": .string(next),
                "ResourceTagMappingList": [
                    [
                        "ResourceARN": .string("arn:aws:apigateway:us-east-1::/apis/\(id)"),
                        "Tags": [["Key": "resumectl:site", "Value": "me"]],
                    ]
                ],
            ]
        }
        let filters: JSONValue = [["Key": "resumectl:site", "Values": ["me"]]]
        let exchanges = [
            Exchange(
                "GetResources",
                ["TagFilters": filters, "ResourceTypeFilters": ["apigateway:apis"], "ResourcesPerPage": 100],
                answer: page("a1", next: "n")),
            Exchange(
                "GetResources",
                [
                    "TagFilters": filters, "ResourceTypeFilters": ["apigateway:apis"], "ResourcesPerPage": 100,
                    "PaginationToken": "n",
                ], answer: page("a2", next: "")),
        ]
        let found = try await withOracle(.tagging, exchanges) {
            try await TaggingClient(caller: $0)
                .getResources(taggedWith: "resumectl:site", values: ["me"], types: ["apigateway:apis"]).all()
        }
        #expect(found.map(\.arn.resourceName) == ["a1", "a2"])
        #expect(found.map(\.tags) == [["resumectl:site": "me"], ["resumectl:site": "me"]])
    }

    @Test func findsAnyValueAndType() async throws {
        let exchange = Exchange(
            "GetResources", ["TagFilters": [["Key": "resumectl:site"]], "ResourcesPerPage": 100],
            answer: ["ResourceTagMappingList": []])
        let found = try await withOracle(.tagging, [exchange]) {
            try await TaggingClient(caller: $0).getResources(taggedWith: "resumectl:site", values: []).all()
        }
        #expect(found.isEmpty)
    }
}
