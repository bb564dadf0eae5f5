// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import Crypto
package import Reconcile
internal import SiteConfig

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The site's certificate, in us-east-1, where CloudFront takes certificates from.
///
/// A certificate cannot be changed: for other names a new one is requested, and the old one goes when nothing uses it any
/// more (`RetiredCertificatesResource`).
package struct CertificateResource: Resource {
    package static let address: ResourceAddress = "certificate"
    package static let arn = OutputKey<ARN>(address, "arn")
    /// The CNAME records that prove control of the names; missing until ACM has told all of them.
    package static let records = OutputKey<[CertificateValidationRecord]>(address, "records")
    /// The normalized names of those records that no other certificate of the account needs.
    package static let ownRecordNames = OutputKey<[String]>(address, "ownRecordNames")
    package static let isIssued = OutputKey<Bool>(address, "isIssued")
    /// Our certificates that are not the one in use from now on.
    package static let retired = OutputKey<[Certificate]>(address, "retired")
    /// Names that other certificates of the account stand for. ACM proves a name by one record for all certificates of
    /// an account, so that record must stay for them.
    package static let sharedNames = OutputKey<Set<String>>(address, "sharedNames")

    /// Our certificates.
    package struct Live: Sendable, Equatable {
        /// The one for just the desired names, if there is one that can still be used.
        package var current: Certificate?
        package var currentTags: [String: String]
        package var others: [Certificate]
        /// Names of certificates that are not this site's, without `*.`.
        package var sharedNames: Set<String> = []
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .domain
    package let dependencies: [ResourceAddress] = []
    private let context: StackContext
    private var config: SiteConfig { context.config }
    private var acm: ACMClient { context.clients.acm }

    package init(context: StackContext) {
        self.context = context
    }

    package var title: String { "Certificate for \(names.isEmpty ? "no name" : names.joined(separator: ", "))" }

    private var names: [String] { config.siteNames }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        // Neither of the two lists is enough: the one has no tags, the other lags.
        async let indexed = taggedCertificates()
        async let listed = acm.listCertificates().all()
        let wanted = Set(names)
        let all = try await listed
        let byName = all.filter { !wanted.isDisjoint(with: $0.names + [$0.domain]) }.map(\.arn)
        let candidates = Set(byName).union(try await indexed)

        let ours = try await withThrowingTaskGroup(of: (Certificate, [String: String])?.self) { group in
            for arn in candidates {
                group.addTask {
                    async let described = acm.describeCertificate(arn)
                    async let tags = tags(of: arn)
                    guard let certificate = try await described, let found = try await tags else { return nil }
                    return (certificate, found)
                }
            }
            return try await group.reduce(into: [(Certificate, [String: String])]()) { list, entry in
                if let entry, Ownership(tags: entry.1, site: config.name) == .ours { list.append(entry) }
            }
        }
        guard !ours.isEmpty else { return nil }
        let ourARNs = Set(ours.map(\.0.arn))
        let foreign = all.filter { !ourARNs.contains($0.arn) && ($0.status.map(Self.usable.contains) ?? true) }
        let usable = ours.filter { Set($0.0.names) == wanted && Self.usable.contains($0.0.status) }
        let current = usable.max { Self.rank($0.0) < Self.rank($1.0) }
        return Live(
            current: current?.0, currentTags: current?.1 ?? [:],
            others: ours.map(\.0).filter { $0.arn != current?.0.arn }.sorted { $0.arn.rawValue < $1.arn.rawValue },
            sharedNames: Set(foreign.flatMap { $0.names + [$0.domain] }.map(Self.validatedName)))
    }

    /// The name whose record stands for a name: a wildcard shares it with the name itself.
    package static func validatedName(_ name: String) -> String {
        name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
    }

    /// The records of a certificate that no other certificate of the account needs.
    package static func ownRecords(
        of certificate: Certificate, sharedNames: Set<String>
    ) -> [CertificateValidationRecord] {
        certificate.validations.filter { !sharedNames.contains(validatedName($0.domain)) }.compactMap(\.record)
    }

    private static let usable: Set<CertificateStatus> = [.pendingValidation, .issued]

    /// Issued before pending, then the newest, then any fixed order.
    private static func rank(_ certificate: Certificate) -> (Int, Double, String) {
        (
            certificate.status == .issued ? 1 : 0, certificate.createdAt?.timeIntervalSince1970 ?? 0,
            certificate.arn.rawValue
        )
    }

    private func taggedCertificates() async throws -> [ARN] {
        try await context.clients.globalTagging.getResources(
            taggedWith: Ownership.tagKey, values: [config.name], types: ["acm:certificate"]
        ).all().map(\.arn)
    }

    private func tags(of arn: ARN) async throws -> [String: String]? {
        do {
            return try await acm.listTags(of: arn)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return nil
        }
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs {
        var outputs = Outputs()
        outputs[Self.retired] = live.others
        outputs[Self.sharedNames] = live.sharedNames
        guard let current = live.current else { return outputs }
        outputs[Self.arn] = current.arn
        outputs[Self.isIssued] = current.status == .issued
        outputs[Self.records] = Self.records(of: current)
        outputs[Self.ownRecordNames] = Self.ownRecords(of: current, sharedNames: live.sharedNames)
            .map { DNSName.normalized($0.name) }
        return outputs
    }

    /// The records of all names, without repetitions; `nil` while ACM has not told all of them.
    package static func records(of certificate: Certificate) -> [CertificateValidationRecord]? {
        let records = certificate.validations.map(\.record)
        guard !records.isEmpty, !records.contains(where: { $0 == nil }) else { return nil }
        return Set(records.compactMap { $0 }).sorted { $0.name < $1.name }
    }

    package func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs {
        guard let live else { return Outputs() }
        var outputs = outputs(live: live)
        if change.action == .create || change.action == .replace {
            var planned = Outputs()
            planned[Self.retired] = live.others
            planned[Self.sharedNames] = live.sharedNames
            outputs = planned
        }
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard !names.isEmpty else { return .none }
        guard live?.current != nil else {
            guard let old = live?.others.first(where: { $0.status == .issued }) else { return Change(.create) }
            return Change(
                .replace,
                properties: [
                    PropertyChange("names", old: old.names.joined(separator: ", "), new: .known(title(of: names)))
                ],
                reason: "A certificate cannot be changed; the old one goes when nothing uses it any more.")
        }
        var comparison = PropertyComparison()
        comparison.compareTags(live: live?.currentTags ?? [:], desired: context.tags)
        return comparison.change
    }

    private func title(of names: [String]) -> String { names.joined(separator: ", ") }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        if let current = live?.current {
            try await acm.addTags(to: current.arn, tags: context.tags)
            return live.map(outputs(live:)) ?? Outputs()
        }
        let domain = names[0]
        // Within an hour the same token gives the same certificate, should the answer get lost; so it must not be the
        // token of one that failed.
        let barred = (live?.others ?? []).map(\.arn.rawValue).sorted()
        let seed = (names + [config.name, context.account.id] + barred).joined(separator: "\n")
        let token = SHA256.hash(data: Array(seed.utf8))
            .prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var arn = try await request(domain, token: token)
        if try await acm.describeCertificate(arn) == nil {
            // The token may stand for a certificate that was deleted within the hour.
            let fresh = String(token.prefix(16)) + String(UInt64.random(in: 0...UInt64.max), radix: 16)
            let visible = try await context.patience.wait(
                for: "the new certificate to appear", upTo: .seconds(10), step: step
            ) { try await acm.describeCertificate(arn) }
            if visible == nil { arn = try await request(domain, token: fresh) }
        }
        var outputs = Outputs()
        outputs[Self.arn] = arn
        outputs[Self.isIssued] = false
        outputs[Self.retired] = (live?.others ?? []).filter { $0.arn != arn }
        outputs[Self.sharedNames] = live?.sharedNames ?? []
        return outputs
    }

    private func request(_ domain: String, token: String) async throws -> ARN {
        try await acm.requestCertificate(
            for: domain, alternativeNames: Array(names.dropFirst()), idempotencyToken: token, tags: context.tags)
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        guard let live, live.current != nil || !live.others.isEmpty else { return .none }
        return Change(.delete)
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        for certificate in [live.current].compactMap({ $0 }) + live.others {
            try await Self.delete(
                certificate.arn, acm: acm, patience: context.patience, limit: .seconds(300), step: step)
        }
    }

    /// Deletes a certificate; ACM refuses for up to 20 minutes after the last use.
    static func delete(
        _ arn: ARN, acm: ACMClient, patience: Patience, limit: Duration, step: StepReporter
    ) async throws {
        do {
            try await patience.retry(
                while: { ["ResourceInUseException", "ConflictException"].contains(($0 as? AWSError)?.code) },
                waitingFor: "CloudFront to stop using the certificate", upTo: limit, first: .seconds(1), step: step
            ) {
                try await acm.deleteCertificate(arn)
            }
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return
        } catch let error as AWSError where error.code == "ResourceInUseException" {
            throw DeployError(
                code: .certificateInUse, summary: "CloudFront still uses a certificate that is to be deleted",
                detail: arn.rawValue, hint: "That takes up to 20 minutes. Run the same command again then.",
                kind: .pending)
        }
    }
}
