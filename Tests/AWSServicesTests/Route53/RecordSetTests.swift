// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct RecordSetTests {
    private static let zone = HostedZoneID.cloudFront
    private static let change: JSONValue = [
        "ChangeInfo": ["Id": "/change/C1", "Status": "PENDING", "SubmittedAt": "2026-11-20T08:09:10Z"]
    ]

    /// A weighted record with members that resumectl does not know, as Route 53 writes it.
    private static let weighted: JSONValue = [
        "Name": "\\052.Example.com.", "Type": "TXT", "SetIdentifier": "blue", "Weight": 3, "TTL": 60,
        "ResourceRecords": [["Value": "\"a < b\""], ["Value": "\"c\""]], "HealthCheckId": "h1",
    ]
    private static let alias: JSONValue = [
        "Name": "example.com.", "Type": "A",
        "AliasTarget": [
            "HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "d1.cloudfront.net.", "EvaluateTargetHealth": false,
        ],
    ]

    @Test func listsOverPages() async throws {
        let exchanges = [
            Exchange(
                "ListResourceRecordSets",
                ["HostedZoneId": "Z2FDTNDATAQYW2", "StartRecordName": "example.com", "StartRecordType": "A"],
                answer: [
                    "ResourceRecordSets": [Self.alias], "IsTruncated": true, "NextRecordName": "\\052.example.com.",
                    "NextRecordType": "TXT", "NextRecordIdentifier": "blue", "MaxItems": "1",
                ]),
            Exchange(
                "ListResourceRecordSets",
                [
                    "HostedZoneId": "Z2FDTNDATAQYW2", "StartRecordName": "\\052.example.com.",
                    "StartRecordType": "TXT", "StartRecordIdentifier": "blue",
                ],
                answer: ["ResourceRecordSets": [Self.weighted], "IsTruncated": false, "MaxItems": "1"]),
        ]
        let records = try await withOracle(.route53, exchanges) {
            try await Route53Client(caller: $0)
                .listResourceRecordSets(in: Self.zone, from: "example.com", type: "A").all()
        }
        try #require(records.count == 2)
        #expect(records[0].name == "example.com")
        #expect(records[0].type == "A")
        #expect(records[0].ttl == nil)
        #expect(records[0].values == [])
        #expect(records[0].alias == RecordAlias(hostedZoneID: .cloudFront, dnsName: "D1.cloudfront.net"))
        #expect(records[1].name == "*.example.com")
        #expect(records[1].ttl == 60)
        #expect(records[1].values == ["\"a < b\"", "\"c\""])
        #expect(records[1].setIdentifier == "blue")
        #expect(records[1].alias == nil)
    }

    @Test func changesRecordsInTheOrderOfTheSchema() async throws {
        let exchange = Exchange(
            "ChangeResourceRecordSets",
            [
                "HostedZoneId": "Z2FDTNDATAQYW2",
                "ChangeBatch": [
                    "Comment": "by a test",
                    "Changes": [
                        ["Action": "UPSERT", "ResourceRecordSet": Self.alias],
                        [
                            "Action": "CREATE",
                            "ResourceRecordSet": [
                                "Name": "_x.example.com.", "Type": "CNAME", "TTL": 300,
                                "ResourceRecords": [["Value": "_y.acm-validations.aws."]],
                            ],
                        ],
                    ],
                ],
            ], answer: Self.change)
        let status = try await withOracle(.route53, [exchange]) {
            try await Route53Client(caller: $0).changeResourceRecordSets(
                in: Self.zone,
                [
                    RecordChange(
                        .upsert,
                        RecordSet(
                            name: "Example.com", type: "A",
                            alias: RecordAlias(hostedZoneID: .cloudFront, dnsName: "d1.cloudfront.net"))),
                    RecordChange(
                        .create,
                        RecordSet(
                            name: "_x.example.com.", type: "CNAME", ttl: 300, values: ["_y.acm-validations.aws."])),
                ], comment: "by a test")
        }
        #expect(status.id == "C1")
        #expect(!status.isInSync)
    }

    @Test func deletesARecordJustAsItWasRead() async throws {
        let exchanges = [
            Exchange(
                "ListResourceRecordSets", ["HostedZoneId": "Z2FDTNDATAQYW2"],
                answer: ["ResourceRecordSets": [Self.weighted], "IsTruncated": false, "MaxItems": "1"]),
            Exchange(
                "ChangeResourceRecordSets",
                [
                    "HostedZoneId": "Z2FDTNDATAQYW2",
                    "ChangeBatch": ["Changes": [["Action": "DELETE", "ResourceRecordSet": Self.weighted]]],
                ], answer: Self.change),
        ]
        try await withOracle(.route53, exchanges) {
            let client = Route53Client(caller: $0)
            let records = try await client.listResourceRecordSets(in: Self.zone).all()
            _ = try await client.changeResourceRecordSets(
                in: Self.zone, records.map { RecordChange(.delete, $0) })
        }
    }

    @Test func readsChanges() async throws {
        let exchange = Exchange(
            "GetChange", ["Id": "C1"],
            answer: ["ChangeInfo": ["Id": "C1", "Status": "INSYNC", "SubmittedAt": "2026-11-20T08:09:10Z"]])
        let status = try await withOracle(.route53, [exchange]) {
            try await Route53Client(caller: $0).getChange("C1")
        }
        #expect(status.id == "C1")
        #expect(status.isInSync)
    }

    @Test func doesNotGuessAtAnUnknownStatus() async {
        let caller = AnsweringCaller(
            .route53,
            body: """
                <GetChangeResponse><ChangeInfo><Id>C1</Id><Status>LOST</Status>\
                <SubmittedAt>2026-11-20T08:09:10Z</SubmittedAt></ChangeInfo></GetChangeResponse>
                """)
        let error = await #expect(throws: AWSError.self) { try await Route53Client(caller: caller).getChange("C1") }
        #expect(error?.code == "UnreadableResponse")
        #expect(error?.message.contains("ChangeInfo/Status") == true)
    }
}
