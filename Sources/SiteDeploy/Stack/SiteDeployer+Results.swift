// SPDX-License-Identifier: Apache-2.0

package import Reconcile
internal import AWSServices
internal import SiteConfig

extension SiteDeployer {
    /// The counter's address for a page, `nil` without a counter or before it exists.
    package func counterURL(_ outputs: Outputs) -> String? {
        guard let counter = context.config.counter else { return nil }
        switch counter.exposure {
        case .direct:
            return outputs[APIResource.domainName].map { "https://\($0)\(counter.route)" }
        case .cloudfront:
            let host = context.config.domain ?? outputs[DistributionResource.domainName]
            return host.map { "https://\($0)\(counter.route)" }
        }
    }

    /// Waits until CloudFront serves the distribution everywhere and has finished all invalidations.
    ///
    /// - Parameter outputs: The outputs of the run.
    /// - Returns: Whether there is a distribution to wait for.
    /// - Throws: `DeployError` with code `not-deployed-yet`, which is pending, when it takes too long.
    package func waitUntilDeployed(_ outputs: Outputs) async throws -> Bool {
        guard let id = outputs[DistributionResource.id] else { return false }
        let cloudFront = context.clients.cloudFront
        let step = StepReporter(address: Self.rollout, send: report)
        let title = "CloudFront's locations"
        report(.stepStarted(Self.rollout, title: title, .update))
        let deployed = try await context.patience.wait(
            for: "CloudFront to serve it everywhere (usually 3 to 8 minutes)", upTo: .seconds(45 * 60),
            first: .seconds(1), longest: .seconds(20), step: step
        ) { () -> Bool? in
            guard let distribution = try await cloudFront.getDistribution(id) else { return nil }
            return distribution.status == .deployed && distribution.inProgressInvalidations == 0 ? true : nil
        }
        guard deployed != nil else {
            throw DeployError(
                code: .notDeployedYet, summary: "CloudFront is still rolling out the distribution", detail: id,
                hint: "Everything is accepted. Look again with:\n    resumectl status", kind: .pending)
        }
        report(.stepFinished(Self.rollout, title: title, .update))
        return true
    }

    /// What follows a deploy by itself: CloudFront takes a change to all of its locations.
    private static let rollout: ResourceAddress = "cdn.rollout"
}
