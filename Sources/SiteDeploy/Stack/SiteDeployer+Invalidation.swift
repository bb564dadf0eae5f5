// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig

extension SiteDeployer {
    /// Makes CloudFront forget paths.
    ///
    /// - Parameters:
    ///   - paths: What to forget; empty for what changed in the bucket since the last invalidation.
    ///   - waits: Whether to wait until CloudFront is done everywhere.
    /// - Returns: The invalidation's id and paths; no id when there was nothing to forget.
    /// - Throws: `DeployError` with code `no-distribution` when the site is not deployed.
    package func invalidate(_ paths: [String], waits: Bool) async throws -> (id: String?, paths: [String]) {
        // Two looks that do not depend on each other.
        async let live = DistributionResource(
            context: context, hasEdgeFunction: false, notFoundPath: nil
        ).read(LiveOutputs(addresses: []))
        async let owed = paths.isEmpty ? owedPaths() : nil

        guard let found = try await live, let distribution = found.distribution,
            Ownership(tags: found.tags, site: context.config.name) == .ours
        else {
            throw DeployError(
                code: .noDistribution, summary: "The site is not deployed",
                detail: "There is no distribution tagged \(context.mark).", hint: "Run:\n    resumectl deploy",
                kind: .configuration)
        }
        let debt = try await owed
        let wanted = debt?.paths ?? paths
        guard !wanted.isEmpty else { return (nil, []) }
        let step = StepReporter(address: InvalidationResource.address, send: report)
        report(.stepStarted(InvalidationResource.address, title: "Invalidation", .update))
        let invalidation = try await InvalidationResource.invalidate(
            wanted, of: distribution.id, context: context, step: step)
        if let debt { try await debt.settle() }
        if waits {
            let done = try await context.patience.wait(
                for: "CloudFront to forget everywhere", upTo: .seconds(15 * 60), first: .seconds(1),
                longest: .seconds(20), step: step
            ) { () -> Bool? in
                let state = try await context.clients.cloudFront.getInvalidation(invalidation.id, of: distribution.id)
                return state?.status == .completed ? true : nil
            }
            guard done != nil else {
                throw DeployError(
                    code: .invalidationPending, summary: "CloudFront is not done yet", detail: invalidation.id,
                    hint: "It goes on by itself.", kind: .pending)
            }
        }
        return (invalidation.id, wanted)
    }

    private struct Debt: Sendable {
        let paths: [String]
        let settle: @Sendable () async throws -> Void
    }

    private func owedPaths() async throws -> Debt {
        let store = objectStore
        let site = context.config.site
        let live = try await BucketResource(context: context, bucket: bucket).read(LiveOutputs(addresses: []))
        guard let live, Ownership(tags: live.tags, site: context.config.name) == .ours else {
            throw DeployError(
                code: .bucketNotOurs, summary: "The bucket is not this site's",
                detail: "\(bucket) is missing or not tagged \(context.mark).",
                hint: "Name the paths to invalidate, or take everything:\n    resumectl invalidate --all",
                kind: .refused)
        }
        let listing = try await SiteListing.read(from: store, exclude: site.exclude)
        let standing = try await SiteStanding.read(from: store, listing: listing)
        let paths = standing.owedPaths(listing: listing, routing: SiteRouting(site)).paths
        return Debt(paths: paths) {
            // Who is at work settles it in the end, or who takes over.
            guard !standing.isClaimed else { return }
            do {
                _ = try await SiteSync(store: store).write(
                    standing.recordAfterInvalidation(listing: listing).bytes, replacing: listing.record?.etag)
            } catch is SiteRecordConflict {
                // A deploy came in between; it settles what it finds.
                return
            }
        }
    }
}
