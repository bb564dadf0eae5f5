// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

/// From a certificate that was requested to one that is issued.
@Suite struct CertificateValidationTests {
    private static func arn(_ number: Int = 1) throws -> ARN {
        try ARN(rawValue: CertificateBackend.arn(number)).orThrow(Refusal(code: "ARN"))
    }

    private static func inputs() throws -> Outputs {
        let arn = try arn()
        return .made { $0[CertificateResource.arn] = arn }
    }

    private func waiting(
        _ aws: SiteAWS, _ certificate: CertificateBackend.Certificate
    ) async throws -> Outputs {
        await aws.acm.edit { $0.add(1, certificate) }
        return try await CertificateValidationResource(context: aws.context()).apply(
            live: nil, inputs: try Self.inputs(), step: StepLog().reporter("certificate.issued"))
    }

    @Test func itIsWaitedForUntilItIsIssued() async throws {
        let aws = SiteAWS()
        let outputs = try await waiting(aws, .init(names: ["example.com"], looksBeforeIssue: 12))
        #expect(outputs[CertificateValidationResource.issued] == (try Self.arn()))
        #expect(aws.time.elapsed > .seconds(10))
    }

    @Test func whenThePatienceEndsTheRunIsPendingAndTellsWhatToCheck() async throws {
        let aws = SiteAWS()
        await #expect { _ = try await waiting(aws, .init(names: ["example.com"])) } throws: { error in
            let error = error as? DeployError
            return error?.code == "certificate-pending" && error?.kind == .pending
                && error?.hint?.contains("the registrar of example.com") == true
                && error?.hint?.hasSuffix("    resumectl deploy") == true
        }
        #expect(aws.time.elapsed <= aws.time.patience.certificate)
    }

    @Test func withoutPatienceItLooksOnceAndDoesNotWait() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { $0.add(1, .init(names: ["example.com"])) }
        var patience = aws.time.patience
        patience.certificate = .zero
        let context = aws.context()
        let hasty = StackContext(
            config: context.config, account: context.account, clients: context.clients, patience: patience)
        await #expect {
            _ = try await CertificateValidationResource(context: hasty).apply(
                live: nil, inputs: try Self.inputs(), step: StepLog().reporter("certificate.issued"))
        } throws: { ($0 as? DeployError)?.kind == .pending }
        #expect(await aws.acm.operations == ["DescribeCertificate"])
        #expect(aws.time.elapsed == .zero)
    }

    @Test(arguments: ["FAILED", "VALIDATION_TIMED_OUT", "REVOKED"])
    func oneThatWillNeverBeIssuedIsAnErrorWithItsReason(status: String) async throws {
        await #expect {
            _ = try await waiting(
                SiteAWS(), .init(names: ["example.com"], status: status, failureReason: "CAA_ERROR"))
        } throws: { error in
            let error = error as? DeployError
            return error?.code == "certificate-failed" && error?.kind == .failure
                && error?.detail?.contains("CAA_ERROR") == true
        }
    }

    /// The certificate in use, whether it is issued, what an earlier look found, and what there is to do.
    @Test(arguments: [
        (1, true, Change.Action.none), (1, false, .create), (2, true, .create),
    ])
    func justTheIssuedCertificateInUseNeedsNoWait(live: Int, isIssued: Bool, action: Change.Action) async throws {
        let resource = CertificateValidationResource(context: SiteAWS().context())
        let known = try Self.arn(live)
        let others = Outputs.made {
            $0[CertificateResource.arn] = known
            $0[CertificateResource.isIssued] = isIssued
        }
        let found = try await resource.find(beside: others)
        #expect(try resource.diff(live: found, inputs: try Self.inputs()).action == action)
    }

    @Test func withoutADomainThereIsNothingToWaitFor() throws {
        let resource = CertificateValidationResource(context: SiteAWS().context(.bare))
        #expect(try resource.diff(live: nil, inputs: Outputs()) == .none)
    }

    // MARK: A whole run

    @Test func aPendingCertificateStopsJustWhatNeedsIt() async throws {
        let aws = await SiteAWS.withZone()
        await aws.acm.edit { $0.template.looksBeforeIssue = nil }
        let result = try await aws.deploy()
        #expect(result.troubles == ["certificate.issued: certificate-pending"])
        #expect(await aws.s3.backend.bucket != nil)
        #expect(await aws.cloudFront.backend.distributions.isEmpty)
        #expect(await aws.route53.backend.zones["Z1"]?.made.count == 2)
        // The DNS is right now, and the same command goes on.
        await aws.acm.edit { $0.certificates[CertificateBackend.arn(1)]?.status = "ISSUED" }
        #expect(try await aws.deploy().troubles == [])
        #expect(try await aws.plan().summary == [])
        #expect(await aws.acm.backend.certificates.count == 1)
    }

    @Test func theNameServersToEnterAreNamed() async throws {
        let aws = await SiteAWS.withZone()
        await aws.acm.edit { $0.template.looksBeforeIssue = nil }
        let result = try await aws.deploy()
        #expect(result.pending.first?.error.hint?.contains("\n    ns-1.awsdns.example\n") == true)
    }
}
