// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The certificates that were replaced: they and their validation records go once CloudFront has let go of them.
package struct RetiredCertificatesResource: Resource {
    package static let address: ResourceAddress = "certificate.retired"

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    package let dependencies: [ResourceAddress] = [DistributionResource.address, CertificateResource.address]
    private let context: StackContext

    package init(context: StackContext) {
        self.context = context
    }

    package var title: String { "Replaced certificates" }

    package func read(_ others: LiveOutputs) async throws -> [Certificate]? {
        let retired = try await others.value(CertificateResource.retired) ?? []
        return retired.isEmpty ? nil : retired
    }

    package func outputs(live: [Certificate]) -> Outputs { Outputs() }

    package func diff(live: [Certificate]?, inputs: Outputs) throws -> Change {
        guard let live else { return .none }
        return Change(
            .update, reason: "Nothing of the site uses them any more.",
            items: live.map { ChangeItem(.delete, $0.names.joined(separator: ", "), note: $0.status.rawValue) })
    }

    package func apply(live: [Certificate]?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        for certificate in live ?? [] {
            do {
                try await CertificateResource.delete(
                    certificate.arn, acm: context.clients.acm, patience: context.patience, limit: .seconds(10), step: step)
            } catch let error as DeployError where error.kind == .pending {
                // CloudFront needs up to 20 minutes; nothing depends on it.
                step.note("An old certificate is still held by CloudFront; the next deploy deletes it.")
                continue
            }
            try await deleteRecords(of: certificate, inputs: inputs)
        }
        return Outputs()
    }

    /// Deletes the validation records that only this certificate needed.
    private func deleteRecords(of certificate: Certificate, inputs: Outputs) async throws {
        let needed = Set((inputs[CertificateResource.records] ?? []).map { DNSName.normalized($0.name) })
        let former = certificate.validations.compactMap(\.record)
        for zone in inputs[HostedZoneResource.zones] ?? [] {
            let unneeded = zone.records.filter { record in
                record.type == "CNAME" && !needed.contains(record.name)
                    && former.contains {
                        DNSName.normalized($0.name) == record.name
                            && record.values.map(DNSName.normalized) == [DNSName.normalized($0.value)]
                    }
            }
            guard !unneeded.isEmpty, context.config.domain == nil || inputs[CertificateResource.records] != nil else {
                continue
            }
            do {
                _ = try await context.clients.route53.changeResourceRecordSets(
                    in: zone.id, unneeded.map { RecordChange(.delete, $0) }, comment: context.mark)
            } catch let error as AWSError where error.code == "InvalidChangeBatch" {
                // Gone already, or changed by somebody meanwhile.
                continue
            }
        }
    }

    package func diffForDestroy(live: [Certificate]?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: [Certificate], inputs: Outputs, step: StepReporter) async throws {}
}
