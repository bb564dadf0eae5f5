// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

@testable import AWSServices

struct InvalidationTests {
    private static let batch: JSONValue = [
        "Paths": ["Quantity": 2, "Items": ["/a%20b.html", "/img/*"]], "CallerReference": "r1",
    ]
    private static let answer: JSONValue = [
        "Invalidation": [
            "Id": "I1", "Status": "InProgress", "CreateTime": "2026-11-20T08:09:10Z", "InvalidationBatch": batch,
        ]
    ]
    private static let invalidation = Invalidation(
        id: "I1", status: .inProgress, createdAt: Date(timeIntervalSince1970: 1_795_162_150), callerReference: "r1",
        paths: ["/a%20b.html", "/img/*"])

    @Test func createsAndReads() async throws {
        let exchanges = [
            Exchange(
                "CreateInvalidation", ["DistributionId": "E1", "InvalidationBatch": Self.batch],
                answer: Self.answer),
            Exchange("GetInvalidation", ["DistributionId": "E1", "Id": "I1"], answer: Self.answer),
            Exchange("GetInvalidation", ["DistributionId": "E1", "Id": "I0"], failure: "NoSuchInvalidation"),
        ]
        try await withOracle(.cloudFront, exchanges) {
            let client = CloudFrontClient(caller: $0)
            let created = try await client.createInvalidation(
                of: "E1", callerReference: "r1", paths: ["/a%20b.html", "/img/*"])
            #expect(created == Self.invalidation)
            let read = try await client.getInvalidation("I1", of: "E1")
            #expect(read == Self.invalidation)
            let none = try await client.getInvalidation("I0", of: "E1")
            #expect(none == nil)
        }
    }
}
