// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The wait until the certificate is issued; CloudFront takes no other.
package struct CertificateValidationResource: Resource {
    package static let address: ResourceAddress = "certificate.issued"
    /// The certificate's ARN, once it is issued.
    package static let issued = OutputKey<ARN>(address, "arn")

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    package let dependencies: [ResourceAddress] = [CertificateResource.address, ValidationRecordsResource.address]
    private let context: StackContext
    private var acm: ACMClient { context.clients.acm }

    package init(context: StackContext) {
        self.context = context
    }

    package var title: String { "Validation of the certificate" }

    package func read(_ others: LiveOutputs) async throws -> ARN? {
        guard let arn = try await others.value(CertificateResource.arn),
            try await others.value(CertificateResource.isIssued) == true
        else { return nil }
        return arn
    }

    package func outputs(live: ARN) -> Outputs {
        var outputs = Outputs()
        outputs[Self.issued] = live
        return outputs
    }

    package func diff(live: ARN?, inputs: Outputs) throws -> Change {
        guard context.config.domain != nil else { return .none }
        if let live, inputs[CertificateResource.arn] == live { return .none }
        return Change(.create, reason: "ACM issues it when it sees the records in the DNS, mostly within minutes.")
    }

    package func apply(live: ARN?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let arn = try inputs.require(CertificateResource.arn)
        let issued = try await context.patience.wait(
            for: "ACM to issue the certificate", upTo: context.patience.certificate, first: .milliseconds(500),
            longest: .seconds(15), step: step
        ) { () -> Bool? in
            guard let certificate = try await acm.describeCertificate(arn) else { return nil }
            switch certificate.status {
            case .issued: return true
            case .pendingValidation: return nil
            default:
                throw DeployError(
                    code: "certificate-failed", summary: "ACM did not issue the certificate",
                    detail: "\(arn.rawValue): \(certificate.status)"
                        + (certificate.failureReason.map { " (\($0))" } ?? ""),
                    hint: "Mend the reason (CAA records must allow amazon.com), then run:\n    resumectl deploy")
            }
        }
        guard issued == true else {
            let domain = context.config.domain ?? ""
            let zone = inputs[HostedZoneResource.zones]?.first { $0.holds(domain) }
            let servers = zone.map { "\n    " + $0.nameServers.joined(separator: "\n    ") } ?? ""
            throw DeployError(
                code: "certificate-pending", summary: "The certificate is not issued yet",
                detail: "ACM has not seen the validation records of \(domain) in the public DNS.",
                hint: "Check that the registrar of \(domain) points to the name servers of its hosted zone:\(servers)\n"
                    + "then run:\n    resumectl deploy",
                kind: .pending)
        }
        return outputs(live: arn)
    }

    package func diffForDestroy(live: ARN?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: ARN, inputs: Outputs, step: StepReporter) async throws {}
}
