// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile

/// Makes CloudFront forget what changed, and then writes down that everything is settled.
///
/// The order matters: a run that is killed in between leaves the old record, and the next run finds what is owed.
package struct InvalidationResource: Resource {
    package static let address: ResourceAddress = "site.invalidation"
    /// The invalidation that this run made; missing when none was needed.
    package static let id = OutputKey<String>(address, "id")

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .site
    package let dependencies: [ResourceAddress] = [SiteFilesResource.address]
    /// A distribution that waits for a certificate still serves what it has in its caches.
    package let predecessors: [ResourceAddress] = [DistributionResource.address]
    private let context: StackContext
    private let store: any SiteObjectStore

    package init(context: StackContext, store: any SiteObjectStore) {
        self.context = context
        self.store = store
    }

    package var title: String { "Copies cached by CloudFront" }

    /// What is there to invalidate is decided with the files; of its own it has nothing.
    package func read(_ others: LiveOutputs) async throws -> Bool? {
        try await others.value(DistributionResource.id) == nil ? nil : true
    }

    package func outputs(live: Bool) -> Outputs { Outputs() }

    package func diff(live: Bool?, inputs: Outputs) throws -> Change {
        guard let plan = inputs[SiteFilesResource.plan], plan.refusal == nil, plan.writesRecord else { return .none }
        // A distribution that is about to be created has nothing in its caches.
        let paths = live == true ? plan.invalidation.paths : []
        guard !paths.isEmpty else {
            return Change(.update, summary: "nothing to invalidate")
        }
        return Change(
            .update,
            summary: paths == ["/*"]
                ? "everything to invalidate" : "\(paths.count) path\(paths.count == 1 ? "" : "s") to invalidate",
            items: paths.map { ChangeItem(.update, $0) })
    }

    package func apply(live: Bool?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let plan = try inputs.require(SiteFilesResource.plan)
        let outcome = try inputs.require(SiteFilesResource.outcome)
        var outputs = Outputs()
        if live == true, !plan.invalidation.paths.isEmpty {
            let distribution = try inputs.require(DistributionResource.id)
            outputs[Self.id] = try await Self.invalidate(
                plan.invalidation.paths, of: distribution, context: context, step: step
            ).id
        }
        do {
            try await SiteSync(store: store).settle(plan, after: outcome)
        } catch is SiteRecordConflict {
            throw DeployError(
                code: .concurrentDeploy, summary: "Another deploy changed the site at the same time",
                hint: "Run the same command again when the other one is done.")
        }
        return outputs
    }

    /// Sends one invalidation; CloudFront bounds how many paths may be under way.
    package static func invalidate(
        _ paths: [String], of distribution: String, context: StackContext, step: StepReporter
    ) async throws -> Invalidation {
        // The reference is new each time, and the same for the retries of one call.
        let reference = "resumectl-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        return try await context.patience.retry(
            while: { ($0 as? AWSError)?.code == "TooManyInvalidationsInProgress" },
            waitingFor: "CloudFront to finish earlier invalidations", upTo: .seconds(600), first: .seconds(5),
            step: step
        ) {
            try await context.clients.cloudFront.createInvalidation(
                of: distribution, callerReference: reference, paths: paths)
        }
    }

    package func diffForDestroy(live: Bool?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: Bool, inputs: Outputs, step: StepReporter) async throws {}
}
