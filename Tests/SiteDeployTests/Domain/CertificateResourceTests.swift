// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

@Suite struct CertificateResourceTests {
    private static let names = ["example.com", "www.example.com"]

    private func resource(_ aws: SiteAWS, _ config: SiteConfig = .resume()) -> CertificateResource {
        CertificateResource(context: aws.context(config))
    }

    private static func certificate(
        _ names: [String] = names, _ status: String = "ISSUED", createdAt: Int = 1,
        tags: [String: String] = SiteAWS.ourTags
    ) -> CertificateBackend.Certificate {
        .init(names: names, status: status, tags: tags, createdAt: createdAt)
    }

    // MARK: Finding

    /// The certificates of an account, which of them is used, and which are left to be deleted.
    private static let accounts: [(String, [CertificateBackend.Certificate], current: Int?, others: [Int])] = [
        ("none", [], nil, []),
        ("one for just our names", [certificate()], 1, []),
        ("names in another order", [certificate(names.reversed())], 1, []),
        ("pending", [certificate(names, "PENDING_VALIDATION")], 1, []),
        ("issued before pending", [certificate(), certificate(names, "PENDING_VALIDATION", createdAt: 2)], 1, [2]),
        ("the newest of two issued", [certificate(), certificate(createdAt: 2)], 2, [1]),
        ("failed", [certificate(names, "FAILED")], nil, [1]),
        ("timed out", [certificate(names, "VALIDATION_TIMED_OUT"), certificate(createdAt: 2)], 2, [1]),
        ("expired", [certificate(names, "EXPIRED")], nil, [1]),
        ("revoked", [certificate(names, "REVOKED")], nil, [1]),
        ("fewer names", [certificate(["example.com"])], nil, [1]),
        ("more names", [certificate(names + ["old.example.com"])], nil, [1]),
        ("foreign", [certificate(tags: [:])], nil, []),
        ("of another site", [certificate(tags: [Ownership.tagKey: "blog"]), certificate()], 2, []),
    ]

    @Test(arguments: accounts.indices)
    func theBestOfOurCertificatesIsUsed(index: Int) async throws {
        let (_, certificates, current, others) = Self.accounts[index]
        let aws = SiteAWS()
        await aws.acm.edit { backend in
            for (index, certificate) in certificates.enumerated() { backend.add(index + 1, certificate) }
        }
        let live = try await resource(aws).find()
        #expect(live?.current?.arn.rawValue == current.map(CertificateBackend.arn))
        #expect((live?.others ?? []).map(\.arn.rawValue) == others.map(CertificateBackend.arn))
    }

    @Test func oneThatTheListDoesNotShowIsFoundByItsTag() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { backend in
            backend.add(1, Self.certificate())
            backend.certificates[CertificateBackend.arn(1)]?.isListed = false
        }
        await aws.indexCertificates()
        #expect(try await resource(aws).find()?.current != nil)
    }

    @Test func oneThatIsInTheIndexAloneAndGoneIsNotFound() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { $0.add(1, Self.certificate()) }
        await aws.indexCertificates()
        await aws.acm.edit { $0.certificates = [:] }
        #expect(try await resource(aws).find() == nil)
    }

    @Test func aCertificateOfFormerNamesIsFoundByItsTag() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { $0.add(1, Self.certificate(["old.example.net"])) }
        await aws.indexCertificates()
        #expect(try await resource(aws).find()?.others.count == 1)
    }

    // MARK: Deciding

    @Test func otherNamesAreAReplacementThatShowsBoth() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { $0.add(1, Self.certificate(["example.com"])) }
        let change = try await resource(aws).change(beside: Outputs())
        #expect(change.action == .replace)
        #expect(
            change.properties == [
                PropertyChange("names", old: "example.com", new: .known("example.com, www.example.com"))
            ])
    }

    @Test func whatIsPlannedIsUnknownWhileACertificateIsReplaced() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { $0.add(1, Self.certificate(["example.com"])) }
        let certificate = resource(aws)
        let live = try await certificate.find()
        let change = try certificate.diff(live: live, inputs: Outputs())
        let planned = certificate.plannedOutputs(live: live, change: change, inputs: Outputs())
        #expect(planned[CertificateResource.arn] == nil)
        #expect(planned[CertificateResource.records] == nil)
        #expect(planned[CertificateResource.retired]?.map(\.arn.rawValue) == [CertificateBackend.arn(1)])
    }

    @Test func missingTagsAreAdded() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { $0.add(1, Self.certificate()) }
        #expect(try await resource(aws, .resume(tags: ["team": "web"])).settle() == .none)
        #expect(await aws.acm.takeWrites() == ["AddTagsToCertificate"])
    }

    @Test func withoutADomainNothingIsRequested() async throws {
        #expect(try await resource(SiteAWS(), .bare).settle() == .none)
    }

    // MARK: Records

    @Test func theRecordsAreUnknownUntilACMHasToldAllOfThem() throws {
        let record = CertificateValidationRecord(name: "_a.example.com.", type: "CNAME", value: "_b.")
        func certificate(_ records: [CertificateValidationRecord?]) throws -> Certificate {
            Certificate(
                arn: try ARN(rawValue: CertificateBackend.arn(1)).orThrow(Refusal(code: "ARN")), domain: "example.com",
                names: ["example.com"], status: .pendingValidation,
                validations: records.map { CertificateValidation(domain: "example.com", record: $0) }, inUseBy: [])
        }
        #expect(CertificateResource.records(of: try certificate([])) == nil)
        #expect(CertificateResource.records(of: try certificate([nil])) == nil)
        #expect(CertificateResource.records(of: try certificate([record, nil])) == nil)
        // An apex and its wildcard share their record.
        #expect(CertificateResource.records(of: try certificate([record, record])) == [record])
    }

    @Test func aRecordThatAnotherCertificateNeedsIsNotOurs() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { backend in
            backend.add(1, Self.certificate())
            backend.add(2, Self.certificate(["*.example.com"], tags: [:]))
        }
        let certificate = resource(aws)
        let live = try #require(try await certificate.find())
        #expect(certificate.outputs(live: live)[CertificateResource.ownRecordNames] == ["_proof.www.example.com"])
    }

    // MARK: Requesting

    private func request(_ aws: SiteAWS, _ config: SiteConfig = .resume()) async throws -> Outputs {
        let certificate = resource(aws, config)
        return try await certificate.apply(
            live: try await certificate.find(), inputs: Outputs(), step: StepLog().reporter("certificate"))
    }

    @Test func aRequestNamesEverythingAndIsTagged() async throws {
        let aws = SiteAWS()
        let outputs = try await request(aws)
        let certificate = try #require(await aws.acm.backend.certificates.values.first)
        #expect(certificate.names == Self.names)
        #expect(certificate.tags == SiteAWS.ourTags)
        #expect(certificate.token.utf8.count == 32)
        #expect(certificate.token.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        #expect(outputs[CertificateResource.arn]?.rawValue == CertificateBackend.arn(1))
        #expect(outputs[CertificateResource.isIssued] == false)
    }

    @Test func aLostAnswerMakesNoSecondCertificate() async throws {
        let aws = SiteAWS()
        // Neither the list nor the index shows it when the next run looks.
        await aws.acm.edit { $0.template.isListed = false }
        await aws.acm.plan(.answerLost, for: "RequestCertificate")
        _ = try? await request(aws)
        _ = try await request(aws)
        #expect(await aws.acm.backend.certificates.count == 1)
    }

    @Test func otherNamesHaveAnotherToken() async throws {
        let aws = SiteAWS()
        _ = try await request(aws)
        _ = try await request(aws, .resume(aliases: []))
        #expect(await aws.acm.backend.certificates.count == 2)
    }

    /// Within the hour the token of a deleted certificate still gives its ARN.
    @Test func theTokenOfADeletedCertificateIsNotTrusted() async throws {
        let aws = SiteAWS()
        let first = try await request(aws)
        await aws.acm.edit { backend in
            for (arn, certificate) in backend.certificates { backend.spentTokens[certificate.token] = arn }
            backend.certificates = [:]
        }
        let second = try await request(aws)
        #expect(second[CertificateResource.arn] != first[CertificateResource.arn])
        #expect(await aws.acm.backend.certificates.count == 1)
    }

    @Test func afterAFailureANewOneIsRequested() async throws {
        let aws = SiteAWS()
        _ = try await request(aws)
        await aws.acm.edit { $0.certificates[CertificateBackend.arn(1)]?.status = "FAILED" }
        let outputs = try await request(aws)
        #expect(outputs[CertificateResource.arn]?.rawValue == CertificateBackend.arn(2))
        #expect(outputs[CertificateResource.retired]?.map(\.arn.rawValue) == [CertificateBackend.arn(1)])
    }

    // MARK: Deleting

    @Test func oneThatCloudFrontHoldsIsPendingAfterAWhile() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { backend in
            backend.add(1, Self.certificate())
            backend.refusalsOfDelete = [CertificateBackend.arn(1): 1000]
        }
        await #expect { try await resource(aws).remove() } throws: { error in
            (error as? DeployError)?.code == "certificate-in-use" && (error as? DeployError)?.kind == .pending
        }
    }

    @Test func oneThatIsHeldForAMomentIsDeletedThen() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { backend in
            backend.add(1, Self.certificate())
            backend.refusalsOfDelete = [CertificateBackend.arn(1): 5]
        }
        try await resource(aws).remove()
        #expect(await aws.acm.backend.certificates.isEmpty)
    }
}
