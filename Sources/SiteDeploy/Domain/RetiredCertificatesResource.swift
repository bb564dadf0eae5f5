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
        let deletable = deletable(live, inputs: inputs)
        let items = live.map { certificate in
            let names = certificate.names.joined(separator: ", ")
            return deletable.contains(certificate)
                ? ChangeItem(.delete, names, note: certificate.status.rawValue)
                : ChangeItem(.keep, names, note: "used by \(certificate.inUseBy.joined(separator: ", "))")
        }
        return deletable.isEmpty
            ? Change(.keep, reason: "They are used by something that is not of this site.", items: items)
            : Change(.update, reason: "Nothing of the site uses them any more.", items: items)
    }

    /// Those that nothing but this site's distribution uses, which lets go of them with its next rollout.
    private func deletable(_ live: [Certificate], inputs: Outputs) -> [Certificate] {
        let own = inputs[DistributionResource.arn]?.rawValue
        return live.filter { certificate in certificate.inUseBy.allSatisfy { $0 == own } }
    }

    package func apply(live: [Certificate]?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let needed = try await neededRecords(inputs)
        for certificate in deletable(live ?? [], inputs: inputs) {
            // The records first: once the certificate is gone, nothing tells any more which ones they were.
            try await deleteRecords(of: certificate, needed: needed, inputs: inputs, step: step)
            do {
                try await CertificateResource.delete(
                    certificate.arn, acm: context.clients.acm, patience: context.patience, limit: .seconds(10),
                    step: step)
            } catch let error as DeployError where error.kind == .pending {
                // CloudFront needs up to 20 minutes; nothing depends on it.
                step.note("An old certificate is still held by CloudFront; the next deploy deletes it.")
            }
        }
        return Outputs()
    }

    /// The normalized names of the records that the certificate in use lives from.
    private func neededRecords(_ inputs: Outputs) async throws -> Set<String> {
        guard let current = inputs[CertificateResource.arn] else { return [] }
        var records = inputs[CertificateResource.records]
        if records == nil {
            // It was requested in this run.
            records = try await context.clients.acm.describeCertificate(current).flatMap(
                CertificateResource.records(of:))
        }
        guard let records else {
            throw DeployError(
                code: "validation-records-missing", summary: "ACM has not told the validation records yet",
                detail: current.rawValue, hint: "Run the same command again in a minute.", kind: .pending)
        }
        return Set(records.map { DNSName.normalized($0.name) })
    }

    /// Deletes the validation records that only this certificate needed.
    private func deleteRecords(
        of certificate: Certificate, needed: Set<String>, inputs: Outputs, step: StepReporter
    ) async throws {
        let former = CertificateResource.ownRecords(
            of: certificate, sharedNames: inputs[CertificateResource.sharedNames] ?? [])
        for zone in inputs[HostedZoneResource.zones] ?? [] {
            let unneeded = zone.records.filter { record in
                record.type == "CNAME" && !needed.contains(record.name)
                    && former.contains {
                        DNSName.normalized($0.name) == record.name
                            && record.values.map(DNSName.normalized) == [DNSName.normalized($0.value)]
                    }
            }
            guard !unneeded.isEmpty else { continue }
            try await context.deleteRecords(unneeded, in: zone.id, step: step)
        }
    }

    package func diffForDestroy(live: [Certificate]?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: [Certificate], inputs: Outputs, step: StepReporter) async throws {}
}
