// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import AWSWire
package import Reconcile
package import SiteConfig

/// What a repository's workflows need to deploy a site without stored keys: GitHub as an identity provider, and a role.
package struct CIStack: Sendable {
    /// The address of the role.
    package static let roleAddress: ResourceAddress = "ci.role"

    package let resources: [any Resource]

    /// - Parameters:
    ///   - context: The stack's context.
    ///   - trust: Who may be the role; `nil` to find and remove it.
    ///   - policy: What the role may do.
    package init(context: StackContext, trust: GitHubTrustPolicy?, policy: AccessPolicy) {
        let role = ManagedRole(
            address: Self.roleAddress, group: .ci, dependencies: [GitHubProviderResource.address],
            name: context.config.ciRoleName,
            description: "Deploys the site \(context.config.name) from GitHub Actions",
            trust: trust?.document(in: context.account) ?? PolicyDocument([:]), policyName: "resumectl-deploy",
            permissions: policy.document, isWanted: trust != nil, unwantedReason: "It is removed.", nameKey: nil)
        resources = [GitHubProviderResource(context: context), RoleResource(context: context, role: role)]
    }

    /// The ARN that the role has, or will have.
    package static func roleARN(_ config: SiteConfig, in account: AWSAccount) -> ARN {
        ARN(
            partition: account.partition, service: "iam", region: "", account: account.id,
            resource: "role\(RoleResource.path)\(config.ciRoleName)")
    }
}

extension SiteConfig {
    /// The name of the role that workflows deploy as.
    package var ciRoleName: String { "\(name)-ci" }
}
