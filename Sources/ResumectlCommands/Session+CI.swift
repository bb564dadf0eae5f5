// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

extension Session {
    /// Reads what workflows deploy with.
    ///
    /// - Parameters:
    ///   - trust: Who shall be the role; `nil` to remove it.
    ///   - policy: What the role shall be allowed.
    ///   - context: The outside world.
    /// - Returns: Provider and role as they are.
    /// - Throws: `ReadFailure`; `DeployError` when the role's name is taken by the configuration.
    func observeCI(
        trust: GitHubTrustPolicy?, policy: AccessPolicy, in context: CommandContext
    ) async throws -> ObservedStack {
        guard config.roleName.lowercased() != config.ciRoleName.lowercased() else {
            throw DeployError(
                code: .roleNameTaken, summary: "The function's role has the name of the role for workflows",
                detail: "\(config.closestPosition(of: "names.role")): \(config.roleName)",
                hint: "Choose another name with names.role in \(config.file).", kind: .configuration)
        }
        let stack = CIStack(context: try deployer(needsFiles: false).context, trust: trust, policy: policy)
        return try await Reconciler(
            resources: stack.resources, describe: { error, _ in DeployError(describing: error) },
            events: context.eventSink()
        ).observe()
    }
}
