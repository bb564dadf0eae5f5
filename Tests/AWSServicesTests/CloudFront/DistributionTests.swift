// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

@testable import AWSServices

struct DistributionTests {
    static let arn = "arn:aws:cloudfront::123456789012:distribution/E1"

    /// A small configuration as a tree, its members in the order of the model.
    static let config = XMLTree(
        "DistributionConfig",
        [
            XMLTree("CallerReference", "resumectl-1"),
            XMLTree(
                "Aliases", [XMLTree("Quantity", 1), XMLTree("Items", [XMLTree("CNAME", "www.example.com")])]),
            XMLTree(
                "Origins",
                [
                    XMLTree("Quantity", 1),
                    XMLTree(
                        "Items",
                        [
                            XMLTree(
                                "Origin",
                                [
                                    XMLTree("Id", "site"), XMLTree("DomainName", "b.s3.us-east-1.amazonaws.com"),
                                    XMLTree("S3OriginConfig", [XMLTree("OriginAccessIdentity", "")]),
                                ])
                        ]),
                ]),
            XMLTree(
                "DefaultCacheBehavior",
                [XMLTree("TargetOriginId", "site"), XMLTree("ViewerProtocolPolicy", "redirect-to-https")]),
            XMLTree("Comment", "a <b> & \"c\""),
            XMLTree("Enabled", true),
        ])

    /// The same in botocore's terms.
    static let parameters: JSONValue = [
        "CallerReference": "resumectl-1",
        "Aliases": ["Quantity": 1, "Items": ["www.example.com"]],
        "Origins": [
            "Quantity": 1,
            "Items": [
                [
                    "Id": "site", "DomainName": "b.s3.us-east-1.amazonaws.com",
                    "S3OriginConfig": ["OriginAccessIdentity": ""],
                ]
            ],
        ],
        "DefaultCacheBehavior": ["TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https"],
        "Comment": "a <b> & \"c\"",
        "Enabled": true,
    ]

    static let distribution: JSONValue = [
        "Id": "E1", "ARN": .string(arn), "Status": "InProgress", "LastModifiedTime": "2026-11-20T08:09:10.250Z",
        "InProgressInvalidationBatches": 2, "DomainName": "d1.cloudfront.net", "DistributionConfig": parameters,
    ]

    private func expectAll(of live: LiveDistribution?, etag: String) throws {
        let live = try #require(live)
        #expect(live.id == "E1")
        #expect(live.arn.rawValue == Self.arn)
        #expect(live.domainName == "d1.cloudfront.net")
        #expect(live.status == .inProgress)
        #expect(live.etag == etag)
        #expect(live.lastModified.timeIntervalSince1970 == 1_795_162_150.25)
        #expect(live.inProgressInvalidations == 2)
        #expect(live.config == Self.config)
    }

    @Test func createsWithTags() async throws {
        let exchange = Exchange(
            "CreateDistributionWithTags",
            [
                "DistributionConfigWithTags": [
                    "DistributionConfig": Self.parameters,
                    "Tags": ["Items": [["Key": "a", "Value": "1"], ["Key": "b", "Value": "2"]]],
                ]
            ], answer: ["Distribution": Self.distribution, "ETag": "V1", "Location": "https://x/E1"])
        let live = try await withOracle(.cloudFront, [exchange]) {
            try await CloudFrontClient(caller: $0).createDistribution(Self.config, tags: ["b": "2", "a": "1"])
        }
        try expectAll(of: live, etag: "V1")
    }

    @Test func reads() async throws {
        let exchange = Exchange(
            "GetDistribution", ["Id": "E1"], answer: ["Distribution": Self.distribution, "ETag": "V2"])
        let live = try await withOracle(.cloudFront, [exchange]) {
            try await CloudFrontClient(caller: $0).getDistribution("E1")
        }
        try expectAll(of: live, etag: "V2")
    }

    @Test func readsTheConfigurationAlone() async throws {
        let exchange = Exchange(
            "GetDistributionConfig", ["Id": "E1"], answer: ["DistributionConfig": Self.parameters, "ETag": "V2"])
        let read = try await withOracle(.cloudFront, [exchange]) {
            try await CloudFrontClient(caller: $0).getDistributionConfig("E1")
        }
        #expect(read?.config == Self.config)
        #expect(read?.etag == "V2")
    }

    @Test func updatesWithTheVersionThatWasRead() async throws {
        let exchange = Exchange(
            "UpdateDistribution", ["Id": "E1", "IfMatch": "V1", "DistributionConfig": Self.parameters],
            answer: ["Distribution": Self.distribution, "ETag": "V2"])
        let live = try await withOracle(.cloudFront, [exchange]) {
            try await CloudFrontClient(caller: $0).updateDistribution("E1", config: Self.config, ifMatch: "V1")
        }
        try expectAll(of: live, etag: "V2")
    }

    @Test func sendsBackWhatItDoesNotKnow() async throws {
        var config = Self.config
        config.children.append(XMLTree("MadeUpNextYear", [XMLTree("Quantity", 0)]))
        let caller = AnsweringCaller(
            .cloudFront,
            body: """
                <Distribution xmlns="\(CloudFrontClient.namespace)"><Id>E1</Id><ARN>\(Self.arn)</ARN><Status>Deployed</Status>\
                <LastModifiedTime>2026-11-20T08:09:10Z</LastModifiedTime>\
                <InProgressInvalidationBatches>0</InProgressInvalidationBatches><DomainName>d</DomainName>\
                \(config.serializedText())</Distribution>
                """, headers: [("etag", "V1")])
        let client = CloudFrontClient(caller: caller)
        let live = try #require(try await client.getDistribution("E1"))
        #expect(live.config == config)
        _ = try await client.updateDistribution("E1", config: live.config, ifMatch: live.etag)
        let body = try XMLTree(parsing: #require(caller.sent.last?.body))
        #expect(body == config.withNamespace(CloudFrontClient.namespace))
        #expect(body.declaredNamespace == CloudFrontClient.namespace)
    }

    @Test func deletes() async throws {
        try await withOracle(.cloudFront, [Exchange("DeleteDistribution", ["Id": "E1", "IfMatch": "V3"])]) {
            try await CloudFrontClient(caller: $0).deleteDistribution("E1", ifMatch: "V3")
        }
    }

    @Test func findsNothing() async throws {
        let exchanges = [
            Exchange("GetDistribution", ["Id": "E1"], failure: "NoSuchDistribution"),
            Exchange("GetDistributionConfig", ["Id": "E1"], failure: "NoSuchDistribution"),
        ]
        let (live, config) = try await withOracle(.cloudFront, exchanges) {
            let client = CloudFrontClient(caller: $0)
            return (try await client.getDistribution("E1"), try await client.getDistributionConfig("E1"))
        }
        #expect(live == nil)
        #expect(config == nil)
    }

    @Test func throwsOtherErrors() async throws {
        let exchange = Exchange("GetDistribution", ["Id": "E1"], failure: "AccessDenied")
        let error = await #expect(throws: AWSError.self) {
            try await withOracle(.cloudFront, [exchange]) {
                try await CloudFrontClient(caller: $0).getDistribution("E1")
            }
        }
        #expect(error?.code == "AccessDenied")
    }

    @Test func doesNotTakeAnAnswerWithoutVersion() async throws {
        let caller = AnsweringCaller(.cloudFront, body: "<DistributionConfig/>")
        let error = await #expect(throws: AWSError.self) {
            try await CloudFrontClient(caller: caller).getDistributionConfig("E1")
        }
        #expect(error?.code == "UnreadableResponse")
        #expect(error?.operation == "GetDistributionConfig")
        #expect(error?.requestID == "id")
        #expect(error?.message.contains("ETag") == true)
    }

    @Test func listsAllPages() async throws {
        func page(_ id: String, next: String?) -> JSONValue {
            var summary: JSONValue = [
                "Id": .string(id), "ARN": .string(Self.arn), "Status": "Deployed",
                "LastModifiedTime": "2026-11-20T08:09:10Z", "DomainName": "d1.cloudfront.net",
                "Aliases": ["Quantity": 2, "Items": ["a.example.com", "b.example.com"]],
                "CacheBehaviors": ["Quantity": 0], "CustomErrorResponses": ["Quantity": 0],
                "PriceClass": "PriceClass_All", "ViewerCertificate": [:], "WebACLId": "", "HttpVersion": "http2",
                "Restrictions": ["GeoRestriction": ["RestrictionType": "none", "Quantity": 0]],
                "IsIPV6Enabled": true, "Staging": false, "Enabled": false, "Comment": "site",
            ]
            summary["Origins"] = Self.parameters["Origins"]
            summary["DefaultCacheBehavior"] = Self.parameters["DefaultCacheBehavior"]
            var list: JSONValue = [
                "Marker": "", "MaxItems": 100, "IsTruncated": .bool(next != nil), "Quantity": 1, "Items": [summary],
            ]
            list["NextMarker"] = next.map { .string($0) }
            return ["DistributionList": list]
        }
        let exchanges = [
            Exchange("ListDistributions", [:], answer: page("E1", next: "E 1+/")),
            Exchange("ListDistributions", ["Marker": "E 1+/"], answer: page("E2", next: nil)),
        ]
        let all = try await withOracle(.cloudFront, exchanges) {
            try await CloudFrontClient(caller: $0).listDistributions().all()
        }
        #expect(all.map(\.id) == ["E1", "E2"])
        let first = try #require(all.first)
        #expect(first.arn.rawValue == Self.arn)
        #expect(first.aliases == ["a.example.com", "b.example.com"])
        #expect(first.originDomainNames == ["b.s3.us-east-1.amazonaws.com"])
        #expect(first.status == .deployed)
        #expect(!first.isEnabled)
        #expect(first.comment == "site")
    }

    @Test func readsAndWritesTags() async throws {
        let arn = try #require(ARN(rawValue: Self.arn))
        let exchanges = [
            Exchange(
                "ListTagsForResource", ["Resource": .string(Self.arn)],
                answer: ["Tags": ["Items": [["Key": "a", "Value": "1 & 2"], ["Key": "b"]]]]),
            Exchange(
                "TagResource", ["Resource": .string(Self.arn), "Tags": ["Items": [["Key": "a", "Value": "<1>"]]]]),
        ]
        try await withOracle(.cloudFront, exchanges) {
            let client = CloudFrontClient(caller: $0)
            #expect(try await client.listTags(of: arn) == ["a": "1 & 2", "b": ""])
            try await client.tagResource(arn, tags: ["a": "<1>"])
        }
    }
}
