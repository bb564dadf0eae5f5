// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct RetiredCertificatesResourceTests {
    private static let old = CertificateBackend.arn(1)

    /// A site that had another alias before.
    private func deployed() async throws -> SiteAWS {
        let aws = await SiteAWS.withZone()
        try await aws.deploy(.resume(aliases: ["old.example.com"]))
        _ = await aws.takeWrites()
        return aws
    }

    private func recordNames(_ aws: SiteAWS) async -> [String] {
        await aws.route53.backend.zones["Z1"]?.made.filter { $0.type == "CNAME" }.map(\.name) ?? []
    }

    @Test func theOldCertificateAndItsRecordGoOnceTheNewOneServes() async throws {
        let aws = try await deployed()
        #expect(try await aws.deploy().troubles == [])
        #expect(await aws.acm.backend.certificates.keys.sorted() == [CertificateBackend.arn(2)])
        #expect(await recordNames(aws) == ["_proof.example.com", "_proof.www.example.com"])
        let writes = await aws.cloudFront.operations
        #expect(writes.contains("UpdateDistribution"))
        #expect(try await aws.plan().summary == [])
    }

    @Test func oneThatCloudFrontStillHoldsIsLeftToTheNextRun() async throws {
        let aws = try await deployed()
        await aws.acm.edit { $0.refusalsOfDelete[Self.old] = 50 }
        let log = RunLog()
        #expect(try await aws.deploy(log: log).troubles == [])
        #expect(log.texts.contains { $0.contains("the next deploy deletes it") })
        #expect(await aws.acm.backend.certificates.count == 2)
        #expect(try await aws.plan().summary == ["certificate.retired: update"])
        await aws.acm.edit { $0.refusalsOfDelete = [:] }
        #expect(try await aws.deploy().troubles == [])
        #expect(await aws.acm.backend.certificates.count == 1)
        #expect(try await aws.plan().summary == [])
    }

    @Test func oneThatSomethingElseUsesIsKeptWithItsRecord() async throws {
        let aws = try await deployed()
        await aws.acm.edit {
            $0.certificates[Self.old]?.inUseBy = [
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/x/1"
            ]
        }
        #expect(try await aws.deploy().troubles == [])
        #expect(await aws.acm.backend.certificates.count == 2)
        #expect(await recordNames(aws).contains("_proof.old.example.com"))
        let change = try await aws.plan().change(RetiredCertificatesResource.address)
        #expect(change?.action == .keep)
        #expect(change?.items.first?.note?.contains("loadbalancer") == true)
    }

    @Test func aRecordThatAForeignCertificateNeedsStays() async throws {
        let aws = try await deployed()
        await aws.acm.edit { $0.add(7, .init(names: ["old.example.com"], status: "ISSUED")) }
        #expect(try await aws.deploy().troubles == [])
        #expect(await recordNames(aws).contains("_proof.old.example.com"))
    }

    @Test func aRecordThatSomebodyChangedStays() async throws {
        let aws = try await deployed()
        await aws.route53.edit { backend in
            backend.zones["Z1"]?.records.removeAll { $0.name == "_proof.old.example.com" }
            backend.zones["Z1"]?.records.append(
                .init(name: "_proof.old.example.com", type: "CNAME", ttl: 300, values: ["theirs.example.net."]))
        }
        #expect(try await aws.deploy().troubles == [])
        #expect(await recordNames(aws).contains("_proof.old.example.com"))
    }

    @Test func goingBackToTheOldNamesUsesTheCertificateThatIsStillThere() async throws {
        let aws = try await deployed()
        await aws.acm.edit { $0.refusalsOfDelete[Self.old] = 50 }
        try await aws.deploy()
        #expect(try await aws.deploy(.resume(aliases: ["old.example.com"])).troubles == [])
        #expect(try await aws.plan(.resume(aliases: ["old.example.com"])).summary == [])
        #expect(await aws.acm.backend.certificates.keys.sorted() == [Self.old])
        #expect(await recordNames(aws) == ["_proof.example.com", "_proof.old.example.com"])
    }
}
