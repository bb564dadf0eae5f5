// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct OriginAccessControlTests {
    private static let config = OriginAccessControlConfig(name: "resumectl-me", description: "for me")
    private static let parameters: JSONValue = [
        "Name": "resumectl-me", "Description": "for me", "SigningProtocol": "sigv4", "SigningBehavior": "always",
        "OriginAccessControlOriginType": "s3",
    ]
    private static let answer: JSONValue = [
        "OriginAccessControl": ["Id": "O1", "OriginAccessControlConfig": parameters], "ETag": "V1",
    ]

    @Test func createsReadsUpdatesAndDeletes() async throws {
        let exchanges = [
            Exchange(
                "CreateOriginAccessControl", ["OriginAccessControlConfig": Self.parameters], answer: Self.answer),
            Exchange("GetOriginAccessControl", ["Id": "O1"], answer: Self.answer),
            Exchange(
                "UpdateOriginAccessControl",
                ["Id": "O1", "IfMatch": "V1", "OriginAccessControlConfig": Self.parameters], answer: Self.answer),
            Exchange("DeleteOriginAccessControl", ["Id": "O1", "IfMatch": "V1"]),
            Exchange("GetOriginAccessControl", ["Id": "O1"], failure: "NoSuchOriginAccessControl"),
        ]
        let expected = OriginAccessControl(id: "O1", config: Self.config)
        try await withOracle(.cloudFront, exchanges) {
            let client = CloudFrontClient(caller: $0)
            let created = try await client.createOriginAccessControl(Self.config)
            #expect(created == (expected, "V1"))
            let read = try #require(try await client.getOriginAccessControl("O1"))
            #expect(read == (expected, "V1"))
            let updated = try await client.updateOriginAccessControl("O1", config: Self.config, ifMatch: "V1")
            #expect(updated == (expected, "V1"))
            try await client.deleteOriginAccessControl("O1", ifMatch: "V1")
            let gone = try await client.getOriginAccessControl("O1")
            #expect(gone == nil)
        }
    }

    @Test func listsAllPages() async throws {
        func page(_ id: String, next: String?) -> JSONValue {
            var item = Self.parameters
            item["Id"] = .string(id)
            var list: JSONValue = [
                "Marker": "", "MaxItems": 1, "IsTruncated": .bool(next != nil), "Quantity": 1, "Items": [item],
            ]
            list["NextMarker"] = next.map { .string($0) }
            return ["OriginAccessControlList": list]
        }
        let exchanges = [
            Exchange("ListOriginAccessControls", [:], answer: page("O1", next: "m")),
            Exchange("ListOriginAccessControls", ["Marker": "m"], answer: page("O2", next: nil)),
        ]
        let all = try await withOracle(.cloudFront, exchanges) {
            try await CloudFrontClient(caller: $0).listOriginAccessControls().all()
        }
        #expect(all == ["O1", "O2"].map { OriginAccessControl(id: $0, config: Self.config) })
    }
}
