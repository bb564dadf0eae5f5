// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile

/// GitHub as an identity provider of the account. Other sites and other tools share it, so it is never changed but for an
/// audience that is missing, never tagged, and never deleted.
package struct GitHubProviderResource: Resource {
    package static let address: ResourceAddress = "ci.provider"

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .ci
    package let dependencies: [ResourceAddress] = []
    private let context: StackContext
    private var arn: ARN { GitHubTrustPolicy.provider(in: context.account) }
    private var iam: IAMClient { context.clients.iam }

    package init(context: StackContext) {
        self.context = context
    }

    package var title: String { "OpenID Connect provider \(GitHubTrustPolicy.issuer)" }

    package func read(_ others: LiveOutputs) async throws -> OpenIDConnectProvider? {
        try await iam.getOpenIDConnectProvider(arn)
    }

    package func outputs(live: OpenIDConnectProvider) -> Outputs { Outputs() }

    package func diff(live: OpenIDConnectProvider?, inputs: Outputs) throws -> Change {
        guard let live else { return Change(.create) }
        guard !live.audiences.contains(GitHubTrustPolicy.audience) else { return .none }
        return Change(
            .update,
            properties: [
                PropertyChange(
                    "audiences", old: live.audiences.joined(separator: ", "),
                    new: .known((live.audiences + [GitHubTrustPolicy.audience]).joined(separator: ", ")))
            ],
            reason: "The audience that AWS's tokens are for is missing; nothing else of it is changed.")
    }

    package func apply(
        live: OpenIDConnectProvider?, inputs: Outputs, step: StepReporter
    ) async throws -> Outputs {
        var live = live
        if live == nil {
            do {
                _ = try await iam.createOpenIDConnectProvider(
                    url: "https://\(GitHubTrustPolicy.issuer)", audiences: [GitHubTrustPolicy.audience])
                return Outputs()
            } catch let error as AWSError where error.code == "EntityAlreadyExists" {
                // A create whose answer got lost, or somebody else's at the same time.
                guard let found = try await iam.getOpenIDConnectProvider(arn) else { throw error }
                live = found
            }
        }
        if let live, !live.audiences.contains(GitHubTrustPolicy.audience) {
            try await iam.addAudience(GitHubTrustPolicy.audience, to: arn)
        }
        return Outputs()
    }

    package func diffForDestroy(live: OpenIDConnectProvider?, options: DestroyOptions) throws -> Change {
        live == nil ? .none : Change(.keep, reason: "Other sites and tools of the account may use it.")
    }

    package func delete(live: OpenIDConnectProvider, inputs: Outputs, step: StepReporter) async throws {}
}
