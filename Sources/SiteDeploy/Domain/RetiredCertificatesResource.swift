// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The certificates that were replaced: they and their validation records go once CloudFront has let go of them.
///
/// They also tell the former names of the site, so they go last: the records of those names are found by them.
package struct RetiredCertificatesResource: Resource {
    package static let address: ResourceAddress = "certificate.retired"

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    package let dependencies: [ResourceAddress] = [
        DistributionResource.address, CertificateResource.address, AliasRecordsResource.address,
    ]
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
        let all = live ?? []
        let going = deletable(all, inputs: inputs)
        guard !going.isEmpty else { return Outputs() }
        // The records first: once the certificates are gone, nothing tells any more which ones they were.
        let kept = all.filter { !going.contains($0) }.flatMap { $0.validations.compactMap(\.record) }
        let needed = try await neededRecords(inputs).union(kept.map { DNSName.normalized($0.name) })
        try await deleteRecords(of: going, keeping: needed, inputs: inputs, step: step)
        if context.config.hasExternalDNS {
            let shared = inputs[CertificateResource.sharedNames] ?? []
            let names = going.flatMap { CertificateResource.ownRecords(of: $0, sharedNames: shared) }
                .map { DNSName.normalized($0.name) }
            for name in Set(names).subtracting(needed).sorted() {
                step.note("The record \(name) is not needed any more: remove it where the domain's DNS is kept.")
            }
        }
        for certificate in going {
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
                code: .validationRecordsMissing, summary: "ACM has not given the validation records yet",
                detail: current.rawValue, hint: "Run the same command again in a minute.", kind: .pending)
        }
        return Set(records.map { DNSName.normalized($0.name) })
    }

    /// Deletes the validation records that only these certificates needed.
    private func deleteRecords(
        of certificates: [Certificate], keeping needed: Set<String>, inputs: Outputs, step: StepReporter
    ) async throws {
        let shared = inputs[CertificateResource.sharedNames] ?? []
        let former = certificates.flatMap { CertificateResource.ownRecords(of: $0, sharedNames: shared) }
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

    /// The certificates go with the others of the site; here it is about their records.
    package func diffForDestroy(live: [Certificate]?, options: DestroyOptions) throws -> Change {
        guard let live else { return .none }
        return Change(
            .delete, items: live.map { ChangeItem(.delete, $0.names.joined(separator: ", "), note: $0.status.rawValue) }
        )
    }

    package func delete(live: [Certificate], inputs: Outputs, step: StepReporter) async throws {
        let current = (inputs[CertificateResource.records] ?? []).map { DNSName.normalized($0.name) }
        try await deleteRecords(of: live, keeping: Set(current), inputs: inputs, step: step)
    }
}
