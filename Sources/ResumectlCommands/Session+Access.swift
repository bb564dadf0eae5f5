// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

extension Session {
    /// What a policy for this site has to be about, after a look at the account: the zones, and names that it has no
    /// longer. Without the permission to look the policy is for any zone, and the user is told.
    ///
    /// - Parameters:
    ///   - deletesData: Whether a destroy takes the counter's table along.
    ///   - context: The outside world.
    /// - Returns: The scope of the policy.
    /// - Throws: `DeployError`, and every failed read but those for which a permission is missing.
    func accessScope(deletesData: Bool, in context: CommandContext) async throws -> AccessScope {
        var live: AccessScope.Live?
        do {
            let outputs = try await deployer(needsFiles: false).observe(.dns).liveOutputs
            live = AccessScope.Live(outputs: outputs, config: config)
        } catch let failure as ReadFailure where failure.errors.contains(where: { Self.isTolerable($0) }) {
            if !context.usesJSON {
                context.console.line(
                    "\(context.console.style.yellow("note:")) the account could not be looked at "
                        + "(\(failure.errors.map(\.code).joined(separator: ", "))), so the policy is for any hosted zone."
                )
            }
        }
        return AccessScope(config: config, account: account, live: live, deletesData: deletesData)
    }

    private static func isTolerable(_ error: DeployError) -> Bool { error.id == .permissionDenied }
}
