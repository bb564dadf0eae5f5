// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct ValidationRecordsResourceTests {
    private static let proof = CertificateBackend.record("example.com")

    /// A run up to the validation records.
    private func prepared(_ aws: SiteAWS) async throws {
        await aws.acm.edit { $0.template.looksBeforeIssue = nil }
        try await aws.deploy(.resume(aliases: []))
    }

    private func records(_ aws: SiteAWS) async -> [ZoneBackend.Record] {
        await aws.route53.backend.zones["Z1"]?.made.filter { $0.type == "CNAME" } ?? []
    }

    private static func record(_ value: String, ttl: Int = 300) -> ZoneBackend.Record {
        ZoneBackend.Record(name: proof.name, type: "CNAME", ttl: ttl, values: [value])
    }

    @Test func aRecordForEachNameIsMade() async throws {
        let aws = await SiteAWS.withZone()
        try await prepared(aws)
        #expect(await records(aws) == [Self.record(Self.proof.value + ".")])
    }

    @Test func recordsThatACMTellsLateAreWaitedFor() async throws {
        let aws = await SiteAWS.withZone()
        await aws.acm.edit { $0.template.looksBeforeRecords = 6 }
        try await prepared(aws)
        #expect(await records(aws).count == 1)
    }

    @Test func recordsThatACMNeverTellsArePending() async throws {
        let aws = await SiteAWS.withZone()
        await aws.acm.edit { $0.template.looksBeforeRecords = 100_000 }
        #expect(try await aws.deploy().troubles == ["dns.validation: validation-records-missing"])
    }

    /// A record that is there in another spelling is as good as ours.
    @Test(arguments: [proof.value, proof.value + ".", proof.value.uppercased()])
    func aRecordThatSaysTheSameIsLeftAlone(value: String) async throws {
        let aws = await SiteAWS.withZone()
        await aws.route53.edit { $0.zones["Z1"]?.records.append(Self.record(value, ttl: 60)) }
        try await prepared(aws)
        #expect(await records(aws) == [Self.record(value, ttl: 60)])
    }

    @Test func aRecordThatSaysSomethingElseIsNotOverwritten() async throws {
        let aws = await SiteAWS.withZone()
        await aws.route53.edit { $0.zones["Z1"]?.records.append(Self.record("theirs.example.net.")) }
        await aws.acm.edit {
            $0.add(1, .init(names: ["example.com"], status: "ISSUED", tags: SiteAWS.ourTags))
        }
        let change = try await aws.plan(.resume(aliases: [])).change(ValidationRecordsResource.address)
        #expect(change?.action == .conflict)
        #expect(change?.reason?.contains("theirs.example.net.") == true)
        // On a first run the name of the record is known only after the request.
        let fresh = await SiteAWS.withZone()
        await fresh.route53.edit { $0.zones["Z1"]?.records.append(Self.record("theirs.example.net.")) }
        let result = try await fresh.deploy(.resume(aliases: []))
        #expect(result.troubles == ["dns.validation: foreign-record"])
        #expect(result.failures.first?.error.kind == .refused)
        #expect(await records(fresh) == [Self.record("theirs.example.net.")])
    }

    @Test func eachRecordGoesToTheZoneOfItsName() async throws {
        let aws = await SiteAWS.withZone()
        await aws.route53.edit { $0.zones["Z2"] = ZoneBackend.Zone("www.example.com") }
        #expect(try await aws.deploy().troubles == [])
        let zones = await aws.route53.backend.zones
        #expect(zones["Z1"]?.made.map(\.name).contains("_proof.example.com") == true)
        #expect(zones["Z1"]?.made.map(\.name).contains("_proof.www.example.com") == false)
        #expect(zones["Z2"]?.made.map(\.name).contains("_proof.www.example.com") == true)
    }

    @Test(arguments: ["PriorRequestNotComplete", "Throttling"])
    func anotherChangeOfTheZoneIsWaitedFor(code: String) async throws {
        let aws = await SiteAWS.withZone()
        for _ in 0..<3 { await aws.route53.plan(.refused(Refusal(code: code)), for: "ChangeResourceRecordSets") }
        #expect(try await aws.deploy().troubles == [])
    }

    @Test func aDestroyKeepsARecordThatAnotherCertificateNeeds() async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy()
        await aws.acm.edit { $0.add(7, .init(names: ["*.example.com"], status: "ISSUED")) }
        #expect(try await aws.destroy().troubles == [])
        #expect(await records(aws).map(\.name) == ["_proof.example.com"])
        #expect(await aws.acm.backend.certificates.keys.sorted() == [CertificateBackend.arn(7)])
    }

    @Test func aDestroyKeepsAForeignValue() async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy()
        await aws.route53.edit { backend in
            backend.zones["Z1"]?.records.removeAll { $0.name == Self.proof.name }
            backend.zones["Z1"]?.records.append(Self.record("theirs.example.net."))
        }
        #expect(try await aws.destroy().troubles == [])
        #expect(await records(aws) == [Self.record("theirs.example.net.")])
    }
}
