// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import AWSWire
package import Reconcile
internal import SiteConfig

/// The CloudFront distribution that serves the site.
///
/// CloudFront has no unique names: the distribution is found by its comment, an alias or its origin, and its tags say
/// whether it is ours.
package struct DistributionResource: Resource {
    package static let address: ResourceAddress = "cdn.distribution"
    package static let id = OutputKey<String>(address, "id")
    package static let arn = OutputKey<ARN>(address, "arn")
    package static let domainName = OutputKey<String>(address, "domainName")
    /// The names that the live distribution answers to.
    package static let aliases = OutputKey<[String]>(address, "aliases")
    /// Whether CloudFront is still rolling out what it accepted.
    package static let isInProgress = OutputKey<Bool>(address, "isInProgress")

    /// What was found.
    package struct Live: Sendable, Equatable {
        /// Ours, or the one to be adopted.
        package var distribution: LiveDistribution?
        package var tags: [String: String]
        /// Distributions of this account that hold a name of the site and are not ours.
        package var foreign: [DistributionSummary]
        /// Whether `--adopt` would take over the foreign one: it is alone, and no other site has tagged it.
        package var canAdopt = false
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .cdn
    package let dependencies: [ResourceAddress]
    let context: StackContext
    private let usesAPI: Bool
    let hasEdgeFunction: Bool
    private let notFoundPath: String?
    var cloudFront: CloudFrontClient { context.clients.cloudFront }
    var config: SiteConfig { context.config }

    /// - Parameters:
    ///   - context: The stack's context.
    ///   - hasEdgeFunction: Whether the viewer-request function exists.
    ///   - notFoundPath: The path of the page for unknown addresses, `nil` for none.
    package init(context: StackContext, hasEdgeFunction: Bool, notFoundPath: String?) {
        self.context = context
        self.hasEdgeFunction = hasEdgeFunction
        self.notFoundPath = notFoundPath
        self.usesAPI = context.config.counter?.exposure == .cloudfront
        self.dependencies =
            [
                BucketResource.address, OriginAccessControlResource.address, EdgeFunctionResource.address,
                CertificateResource.address, CertificateValidationResource.address,
            ] + (context.config.counter?.exposure == .direct ? [] : [APIResource.address])
    }

    package var title: String {
        config.domain.map { "CloudFront distribution for \($0)" } ?? "CloudFront distribution"
    }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        let names = Set(config.siteNames)
        let all = try await cloudFront.listDistributions().all()
        let bucketHost = try await others.value(SitePlace.bucketDomainName) ?? context.bucketDomainName
        let candidates = all.filter { summary in
            summary.comment == context.mark || !names.isDisjoint(with: summary.aliases.map { $0.lowercased() })
                || summary.originDomainNames.contains(bucketHost)
        }
        // What is most likely ours is read with its tags. Whether it may be looked at counts only when it is ours.
        async let guessed = distributions(candidates.filter { $0.comment == context.mark }.map(\.id))
        async let tags = tags(of: candidates)
        let (read, tagged) = (await guessed, try await tags)
        let ours = candidates.indices.filter {
            Ownership(tags: tagged[$0] ?? [:], site: config.name) == .ours
        }
        guard ours.count <= 1 else {
            throw DeployError(
                code: .severalDistributions, summary: "Several distributions are tagged for this site",
                detail: ours.map { candidates[$0].id }.joined(separator: ", "),
                hint: "Remove the tag \(Ownership.tagKey) from all but the one that serves the site.")
        }
        let foreign = candidates.indices.filter { !ours.contains($0) }
        let adoptable = foreign.count == 1 && ours.isEmpty ? foreign.first : nil
        let canAdopt = adoptable.map { Ownership(tags: tagged[$0] ?? [:], site: config.name) == .unmanaged } ?? false
        let adopted = context.adopted.contains(address) && canAdopt ? adoptable : nil
        guard let chosen = ours.first ?? adopted else {
            return foreign.isEmpty
                ? nil
                : Live(distribution: nil, tags: [:], foreign: foreign.map { candidates[$0] }, canAdopt: canAdopt)
        }
        let id = candidates[chosen].id
        let distribution: LiveDistribution? =
            if let known = read[id] { try known.get() } else { try await cloudFront.getDistribution(id) }
        guard let distribution else { return nil }
        return Live(
            distribution: distribution, tags: tagged[chosen] ?? [:],
            foreign: foreign.filter {
                $0 != chosen && !names.isDisjoint(with: candidates[$0].aliases.map { $0.lowercased() })
            }.map { candidates[$0] })
    }

    /// The tags of distributions, by their places in the list.
    private func tags(of candidates: [DistributionSummary]) async throws -> [Int: [String: String]] {
        try await withThrowingTaskGroup(of: (Int, [String: String]).self) { group in
            for (index, candidate) in candidates.enumerated() {
                group.addTask { (index, try await cloudFront.listTags(of: candidate.arn)) }
            }
            return try await group.reduce(into: [Int: [String: String]]()) { $0[$1.0] = $1.1 }
        }
    }

    /// Distributions by their ids, or why they could not be read.
    private func distributions(_ ids: [String]) async -> [String: Result<LiveDistribution?, any Error>] {
        await withTaskGroup(of: (String, Result<LiveDistribution?, any Error>).self) { group in
            for id in ids {
                group.addTask { (id, await Result(awaiting: { try await cloudFront.getDistribution(id) })) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    package func outputs(live: Live) -> Outputs {
        live.distribution.map(Self.outputs) ?? Outputs()
    }

    private static func outputs(_ distribution: LiveDistribution) -> Outputs {
        var outputs = Outputs()
        outputs[id] = distribution.id
        outputs[arn] = distribution.arn
        outputs[domainName] = distribution.domainName
        outputs[aliases] = DistributionSettings(live: distribution.config).aliases
        outputs[isInProgress] = distribution.status != .deployed
        return outputs
    }

    package func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs {
        change.action == .create ? Outputs() : live.map(outputs(live:)) ?? Outputs()
    }

    // MARK: Deciding

    private func desired(_ inputs: Outputs) -> DistributionSettings {
        let names = config.siteNames
        return DistributionSettings(
            comment: context.mark, aliases: names,
            certificate: names.isEmpty
                ? nil
                : .init(
                    arn: inputs[CertificateValidationResource.issued]?.rawValue,
                    minimumProtocolVersion: config.cdn.minimumTLS.rawValue),
            defaultRootObject: config.site.index, priceClass: config.cdn.priceClass.rawValue,
            httpVersion: config.cdn.httpVersion.rawValue, bucketDomainName: context.bucketDomainName,
            originAccessControlID: inputs[OriginAccessControlResource.id],
            viewerRequestFunctionARN: hasEdgeFunction ? context.edgeFunctionARN.rawValue : nil,
            apiRoute: usesAPI
                ? .init(pathPattern: context.apiPathPattern, domainName: inputs[APIResource.domainName]) : nil,
            notFoundPath: notFoundPath)
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        if let foreign = live?.foreign.first {
            return Change(
                .conflict,
                reason:
                    "The distribution \(foreign.id) (\((foreign.aliases + [foreign.domainName]).joined(separator: ", ")))"
                    + " is not tagged \(context.mark), and it serves a name or the bucket of this site.",
                hint: live?.canAdopt == true
                    ? "If it is yours and resumectl should manage it from now on, run:\n"
                        + "    resumectl deploy --adopt \(address)\n"
                        + "or take the name away from it in the CloudFront console first."
                    : "Take the name away from it in the CloudFront console first.")
        }
        guard let distribution = live?.distribution else { return Change(.create) }
        let tags = live?.tags ?? [:]
        if let conflict = otherRegion(distribution, tags: tags) ?? lambdaAtEdge(distribution) { return conflict }
        var comparison = desired(inputs).differences(from: DistributionSettings(live: distribution.config))
        comparison.compareTags(live: tags, desired: context.tags)
        return comparison.change(adopting: context.isAdopted(tags: tags, address))
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        var settings = desired(inputs)
        settings.originAccessControlID = try inputs.require(OriginAccessControlResource.id)
        if usesAPI { settings.apiRoute?.domainName = try inputs.require(APIResource.domainName) }
        if settings.certificate != nil {
            settings.certificate?.arn = try inputs.require(CertificateValidationResource.issued).rawValue
        }
        guard let distribution = live?.distribution else {
            return Self.outputs(
                try await takingNames(from: nil, inputs: inputs, step: step) { try await create(settings, step: step) })
        }
        let tags = live?.tags ?? [:]
        if context.tags.contains(where: { tags[$0.key] != $0.value }) {
            try await cloudFront.tagResource(distribution.arn, tags: context.tags)
        }
        return Self.outputs(
            try await takingNames(from: distribution.domainName, inputs: inputs, step: step) {
                try await update(distribution, settings, step: step)
            })
    }

    private func create(_ settings: DistributionSettings, step: StepReporter) async throws -> LiveDistribution {
        do {
            return try await whileCertificateSpreads(step) {
                try await cloudFront.createDistribution(
                    settings.newConfig(callerReference: context.mark), tags: context.tags)
            }
        } catch let error as AWSError where error.code == "DistributionAlreadyExists" {
            // A create whose answer got lost: the list may not show it yet, and the message names it.
            if let found = try await existing(named: error, step: step) {
                return try await update(found, settings, step: step)
            }
            // The reference belongs to a distribution that is gone.
            return try await cloudFront.createDistribution(
                settings.newConfig(callerReference: "\(context.mark)-\(UInt64.random(in: 0...UInt64.max))"),
                tags: context.tags)
        }
    }

    /// The distribution that has our reference already.
    ///
    /// - Throws: The error itself when that distribution is not ours.
    private func existing(named error: AWSError, step: StepReporter) async throws -> LiveDistribution? {
        if let id = Self.distributionID(in: error.message) {
            guard let found = try await cloudFront.getDistribution(id) else { return nil }
            let tags = try await cloudFront.listTags(of: found.arn)
            guard Ownership(tags: tags, site: config.name) == .ours else { throw error }
            return found
        }
        return try await context.patience.wait(
            for: "CloudFront to show the distribution", upTo: .seconds(60), step: step
        ) {
            try await read(LiveOutputs(addresses: []))?.distribution
        }
    }

    /// The id at the end of `… Already exists: E1ABCDEFGHIJKL`.
    static func distributionID(in message: String) -> String? {
        guard let last = message.split(whereSeparator: { " :".contains($0) }).last else { return nil }
        let isID = last.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        return last.hasPrefix("E") && last.utf8.count >= 8 && isID ? String(last) : nil
    }

    private func update(
        _ live: LiveDistribution, _ settings: DistributionSettings, step: StepReporter
    ) async throws -> LiveDistribution {
        // The tree that was read, until somebody changes the distribution meanwhile.
        var known: LiveDistribution? = live
        var stale = 0
        func write() async throws -> LiveDistribution {
            let current: LiveDistribution
            if let known {
                current = known
            } else {
                guard let found = try await cloudFront.getDistribution(live.id) else {
                    throw DeployError(
                        code: .distributionGone, summary: "The distribution was deleted in the meantime",
                        detail: live.id, hint: "Run the same command again.")
                }
                current = found
            }
            known = nil
            guard !settings.differences(from: DistributionSettings(live: current.config)).isEmpty else {
                return current
            }
            var config = current.config
            settings.write(to: &config)
            return try await whileCertificateSpreads(step) {
                try await cloudFront.updateDistribution(current.id, config: config, ifMatch: current.etag)
            }
        }
        do {
            return try await context.patience.retry(
                while: { error in
                    guard let error = error as? AWSError else { return false }
                    if error.code == "PreconditionFailed" {
                        stale += 1
                        return stale == 1
                    }
                    return Self.isCertificateChangeUnderWay(error)
                },
                waitingFor: "CloudFront to finish its last change of the distribution", upTo: .seconds(15 * 60),
                step: step, write)
        } catch let error as AWSError where Self.isCertificateChangeUnderWay(error) {
            throw DeployError(
                code: .distributionBusy, summary: "CloudFront is still busy with the last change of the certificate",
                detail: error.message, hint: "Run the same command again in a few minutes.", kind: .pending)
        }
    }

    /// CloudFront takes one change of the viewer certificate at a time; there is no code of its own for that.
    private static func isCertificateChangeUnderWay(_ error: AWSError) -> Bool {
        error.code == "IllegalUpdate" && error.message.lowercased().contains("viewer certificate change")
    }

    /// A certificate that was just issued is not known to CloudFront for about a minute.
    private func whileCertificateSpreads<Answer: Sendable>(
        _ step: StepReporter, _ operation: () async throws -> Answer
    ) async throws -> Answer {
        try await context.patience.retry(
            while: { ($0 as? AWSError)?.code == "InvalidViewerCertificate" },
            waitingFor: "CloudFront to see the new certificate", upTo: .seconds(90), first: .seconds(2), step: step,
            operation)
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        guard let live, let distribution = live.distribution else { return .none }
        return otherRegion(distribution, tags: live.tags) ?? context.destruction(tags: live.tags)
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        guard let found = live.distribution, var current = try await cloudFront.getDistribution(found.id) else {
            return
        }
        let id = current.id
        var stale = 0
        try await context.patience.retry(
            while: { error in
                stale += 1
                return stale == 1 && (error as? AWSError)?.code == "PreconditionFailed"
            },
            waitingFor: "CloudFront to take the distribution out of service", upTo: .seconds(60), step: step
        ) {
            // Read anew: an update whose answer got lost has changed the ETag.
            if stale > 0, let now = try await cloudFront.getDistribution(id) { current = now }
            guard current.config.bool(at: "Enabled") == true else { return }
            var config = current.config
            config.set("Enabled", to: "false")
            current = try await cloudFront.updateDistribution(id, config: config, ifMatch: current.etag)
        }
        let disabled = try await context.patience.wait(
            for: "CloudFront to take the distribution out of service everywhere (usually 3 to 8 minutes)",
            upTo: .seconds(45 * 60), first: .seconds(1), longest: .seconds(20), step: step
        ) { () -> Bool? in
            guard let now = try await cloudFront.getDistribution(id) else { return true }
            return now.status == .deployed ? true : nil
        }
        guard disabled != nil else {
            throw DeployError(
                code: .distributionNotDisabled,
                summary: "CloudFront is still taking the distribution out of service",
                detail: id, hint: "Run the same command again in a few minutes.", kind: .pending)
        }
        try await context.patience.retry(
            while: { ["DistributionNotDisabled", "PreconditionFailed"].contains(($0 as? AWSError)?.code) },
            waitingFor: "CloudFront to allow the delete", upTo: .seconds(60), first: .seconds(2), step: step
        ) {
            guard let now = try await cloudFront.getDistribution(id) else { return }
            do {
                try await cloudFront.deleteDistribution(id, ifMatch: now.etag)
            } catch let error as AWSError where error.code == "NoSuchDistribution" {
                return
            }
        }
    }
}
