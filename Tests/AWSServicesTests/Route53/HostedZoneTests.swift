// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct HostedZoneTests {
    private static func zone(_ id: String, _ name: String, isPrivate: Bool = false) -> JSONValue {
        [
            "Id": .string("/hostedzone/" + id), "Name": .string(name), "CallerReference": "r1",
            "Config": ["Comment": "c", "PrivateZone": .bool(isPrivate)], "ResourceRecordSetCount": 2,
        ]
    }

    @Test func listsByNameOverPages() async throws {
        let exchanges = [
            Exchange(
                "ListHostedZonesByName", ["DNSName": "example.com"],
                answer: [
                    "HostedZones": [
                        Self.zone("Z1", "Example.com."), Self.zone("Z2", "example.com.", isPrivate: true),
                    ],
                    "DNSName": "example.com", "IsTruncated": true, "NextDNSName": "example.com.",
                    "NextHostedZoneId": "Z3", "MaxItems": "2",
                ]),
            Exchange(
                "ListHostedZonesByName", ["DNSName": "example.com.", "HostedZoneId": "Z3"],
                answer: [
                    "HostedZones": [Self.zone("Z3", "\\052.example.org.")], "IsTruncated": false, "MaxItems": "2",
                ]),
        ]
        let zones = try await withOracle(.route53, exchanges) {
            try await Route53Client(caller: $0).listHostedZonesByName(from: "example.com").all()
        }
        #expect(zones.map(\.id.rawValue) == ["Z1", "Z2", "Z3"])
        #expect(zones.map(\.name) == ["example.com", "example.com", "*.example.org"])
        #expect(zones.map(\.isPrivate) == [false, true, false])
        #expect(zones.first?.recordCount == 2)
        #expect(zones.first?.comment == "c")
        #expect(zones.first?.callerReference == "r1")
    }

    @Test func createsReadsAndDeletes() async throws {
        let id = try #require(HostedZoneID(rawValue: "/hostedzone/Z1"))
        let delegation: JSONValue = ["NameServers": ["NS-1.awsdns-01.com.", "ns-2.awsdns-02.org"]]
        let change: JSONValue = ["Id": "/change/C1", "Status": "PENDING", "SubmittedAt": "2026-11-20T08:09:10Z"]
        let exchanges = [
            Exchange(
                "CreateHostedZone",
                ["Name": "example.com", "CallerReference": "r1", "HostedZoneConfig": ["Comment": "c"]],
                answer: [
                    "HostedZone": Self.zone("Z1", "example.com."), "ChangeInfo": change,
                    "DelegationSet": delegation, "Location": "https://x/Z1",
                ]),
            Exchange(
                "GetHostedZone", ["Id": "Z1"],
                answer: ["HostedZone": Self.zone("Z1", "example.com."), "DelegationSet": delegation]),
            Exchange("DeleteHostedZone", ["Id": "Z1"], answer: ["ChangeInfo": change]),
            Exchange("GetHostedZone", ["Id": "Z1"], failure: "NoSuchHostedZone"),
        ]
        try await withOracle(.route53, exchanges) {
            let client = Route53Client(caller: $0)
            let created = try await client.createHostedZone("example.com", callerReference: "r1", comment: "c")
            #expect(created.zone.id == id)
            #expect(created.nameServers == ["ns-1.awsdns-01.com", "ns-2.awsdns-02.org"])
            let read = try await client.getHostedZone(id)
            #expect(read == created)
            try await client.deleteHostedZone(id)
            let gone = try await client.getHostedZone(id)
            #expect(gone == nil)
        }
    }

    @Test func readsAndWritesTags() async throws {
        let id = try #require(HostedZoneID(rawValue: "Z1"))
        let exchanges = [
            Exchange(
                "ListTagsForResource", ["ResourceType": "hostedzone", "ResourceId": "Z1"],
                answer: [
                    "ResourceTagSet": [
                        "ResourceType": "hostedzone", "ResourceId": "Z1", "Tags": [["Key": "a", "Value": "1"]],
                    ]
                ]),
            Exchange(
                "ChangeTagsForResource",
                [
                    "ResourceType": "hostedzone", "ResourceId": "Z1",
                    "AddTags": [["Key": "a", "Value": "1"], ["Key": "b", "Value": "2"]], "RemoveTagKeys": ["c"],
                ]),
            Exchange(
                "ChangeTagsForResource",
                ["ResourceType": "hostedzone", "ResourceId": "Z1", "RemoveTagKeys": ["c", "d"]]),
        ]
        try await withOracle(.route53, exchanges) {
            let client = Route53Client(caller: $0)
            let tags = try await client.listTags(of: id)
            #expect(tags == ["a": "1"])
            try await client.changeTags(of: id, adding: ["b": "2", "a": "1"], removing: ["c"])
            try await client.changeTags(of: id, removing: ["c", "d"])
            // Nothing to change: nothing is sent.
            try await client.changeTags(of: id)
        }
    }

    @Test(arguments: [
        ("/hostedzone/Z2FDTNDATAQYW2", "Z2FDTNDATAQYW2"), ("Z1", "Z1"), ("/hostedzone/", nil), ("", nil),
        ("z1", nil), ("Z1/../Z2", nil), (String(repeating: "Z", count: 33), nil),
    ])
    func readsIDs(text: String, id: String?) {
        #expect(HostedZoneID(rawValue: text)?.rawValue == id)
    }

    @Test(arguments: [
        ("example.com", "example.com"), ("Example.COM.", "example.com"), ("\\052.example.com.", "*.example.com"),
        ("_X.a.example.com.", "_x.a.example.com"), ("a\\100b.example.com.", "a@b.example.com"),
        ("a\\056b.example.com.", "a\\056b.example.com"), ("a\\040b.", "a\\040b"), ("a\\", "a\\"), (".", ""), ("", ""),
    ])
    func normalisesNames(name: String, expected: String) {
        #expect(DNSName.normalized(name) == expected)
    }
}
