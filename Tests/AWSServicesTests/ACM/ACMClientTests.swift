// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

@testable import AWSServices

struct ACMClientTests {
    private static let text = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"

    private func arn() throws -> ARN {
        try #require(ARN(rawValue: Self.text))
    }

    @Test func requestsWithDNSValidation() async throws {
        let exchanges = [
            Exchange(
                "RequestCertificate",
                [
                    "DomainName": "example.com", "ValidationMethod": "DNS",
                    "SubjectAlternativeNames": ["www.example.com"], "IdempotencyToken": "t1",
                    "Tags": [["Key": "a", "Value": "1"], ["Key": "b", "Value": ""]],
                    "KeyAlgorithm": "EC_prime256v1",
                ], answer: ["CertificateArn": .string(Self.text)]),
            Exchange(
                "RequestCertificate",
                [
                    "DomainName": "example.com", "ValidationMethod": "DNS", "IdempotencyToken": "t1",
                    "KeyAlgorithm": "RSA_2048",
                ], answer: ["CertificateArn": .string(Self.text)]),
        ]
        try await withOracle(.acm, exchanges) {
            let client = ACMClient(caller: $0)
            let first = try await client.requestCertificate(
                for: "example.com", alternativeNames: ["www.example.com"], idempotencyToken: "t1",
                keyAlgorithm: .ecPrime256v1, tags: ["b": "", "a": "1"])
            #expect(first.rawValue == Self.text)
            _ = try await client.requestCertificate(
                for: "example.com", alternativeNames: [], idempotencyToken: "t1", tags: [:])
            #expect($0.sent.allSatisfy { $0.codesNotRetried == ["LimitExceededException"] })
        }
    }

    @Test func readsAPendingCertificate() async throws {
        let exchange = Exchange(
            "DescribeCertificate", ["CertificateArn": .string(Self.text)],
            answer: [
                "Certificate": [
                    "CertificateArn": .string(Self.text), "DomainName": "example.com",
                    "SubjectAlternativeNames": ["example.com", "www.example.com"], "Status": "PENDING_VALIDATION",
                    "DomainValidationOptions": [
                        [
                            "DomainName": "example.com", "ValidationStatus": "PENDING_VALIDATION",
                            "ValidationMethod": "DNS",
                            "ResourceRecord": [
                                "Name": "_x.example.com.", "Type": "CNAME", "Value": "_y.acm-validations.aws.",
                            ],
                        ],
                        ["DomainName": "www.example.com", "ValidationMethod": "DNS"],
                    ], "CreatedAt": "2026-11-20T08:09:10.500Z", "KeyAlgorithm": "RSA_2048", "Type": "AMAZON_ISSUED",
                ]
            ])
        let certificate = try await withOracle(.acm, [exchange]) {
            try await ACMClient(caller: $0).describeCertificate(arn())
        }
        let expected = Certificate(
            arn: try arn(), domain: "example.com", names: ["example.com", "www.example.com"],
            status: .pendingValidation,
            validations: [
                CertificateValidation(
                    domain: "example.com", status: "PENDING_VALIDATION", method: "DNS",
                    record: CertificateValidationRecord(
                        name: "_x.example.com.", type: "CNAME", value: "_y.acm-validations.aws.")),
                CertificateValidation(domain: "www.example.com", status: nil, method: "DNS", record: nil),
            ], inUseBy: [], failureReason: nil, notAfter: nil, type: "AMAZON_ISSUED", keyAlgorithm: "RSA_2048",
            createdAt: Date(timeIntervalSince1970: 1_795_162_150.5))
        #expect(certificate == expected)
    }

    @Test func readsIssuedFailedAndMissingCertificates() async throws {
        func answer(_ members: JSONValue) -> JSONValue {
            var certificate = members
            certificate["CertificateArn"] = .string(Self.text)
            certificate["DomainName"] = "example.com"
            return ["Certificate": certificate]
        }
        let parameters: JSONValue = ["CertificateArn": .string(Self.text)]
        let exchanges = [
            Exchange(
                "DescribeCertificate", parameters,
                answer: answer(["Status": "ISSUED", "NotAfter": "2027-06-01T00:00:00Z", "InUseBy": ["arn:x"]])),
            Exchange(
                "DescribeCertificate", parameters,
                answer: answer(["Status": "FAILED", "FailureReason": "CAA_ERROR"])),
            Exchange("DescribeCertificate", parameters, failure: "ResourceNotFoundException"),
        ]
        try await withOracle(.acm, exchanges) {
            let client = ACMClient(caller: $0)
            let issued = try #require(try await client.describeCertificate(arn()))
            #expect(issued.status == .issued)
            #expect(issued.inUseBy == ["arn:x"])
            #expect(issued.notAfter == Date(timeIntervalSince1970: 1_811_808_000))
            #expect(issued.names == ["example.com"])
            let failed = try #require(try await client.describeCertificate(arn()))
            #expect(failed.status == .failed)
            #expect(failed.failureReason == "CAA_ERROR")
            let missing = try await client.describeCertificate(arn())
            #expect(missing == nil)
        }
    }

    @Test func listsWithAllKeyTypesOverPages() async throws {
        let includes: JSONValue = [
            "keyTypes": [
                "RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1",
            ]
        ]
        let summary: JSONValue = [
            "CertificateArn": .string(Self.text), "DomainName": "example.com", "Status": "ISSUED",
            "SubjectAlternativeNameSummaries": ["example.com", "a.example.com"],
            "HasAdditionalSubjectAlternativeNames": true, "Type": "AMAZON_ISSUED",
        ]
        let exchanges = [
            Exchange(
                "ListCertificates", ["Includes": includes, "MaxItems": 1000],
                answer: ["CertificateSummaryList": [summary], "NextToken": "n"]),
            Exchange(
                "ListCertificates", ["Includes": includes, "MaxItems": 1000, "NextToken": "n"],
                answer: ["CertificateSummaryList": []]),
        ]
        let all = try await withOracle(.acm, exchanges) {
            try await ACMClient(caller: $0).listCertificates().all()
        }
        #expect(
            all == [
                CertificateSummary(
                    arn: try arn(), domain: "example.com", names: ["example.com", "a.example.com"],
                    hasMoreNames: true, status: .issued, type: "AMAZON_ISSUED")
            ])
    }

    @Test func readsWritesAndRemovesTagsAndDeletes() async throws {
        let exchanges = [
            Exchange(
                "ListTagsForCertificate", ["CertificateArn": .string(Self.text)],
                answer: ["Tags": [["Key": "a", "Value": "1"], ["Key": "b"]]]),
            Exchange(
                "AddTagsToCertificate",
                ["CertificateArn": .string(Self.text), "Tags": [["Key": "a", "Value": "1"]]]),
            Exchange("DeleteCertificate", ["CertificateArn": .string(Self.text)]),
        ]
        let arn = try arn()
        try await withOracle(.acm, exchanges) {
            let client = ACMClient(caller: $0)
            let tags = try await client.listTags(of: arn)
            #expect(tags == ["a": "1", "b": ""])
            try await client.addTags(to: arn, tags: ["a": "1"])
            try await client.deleteCertificate(arn)
        }
    }
}
