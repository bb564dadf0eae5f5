// SPDX-License-Identifier: Apache-2.0

package import Reconcile

extension SiteDeployer {
    /// How many visitors the counter has counted.
    ///
    /// - Parameter outputs: The outputs of the live stack.
    /// - Returns: The number, `nil` without a counter or before its table exists.
    /// - Throws: `AWSError`; `DeployError` with code `counter-unreadable` when the item is not a counter's.
    package func counterValue(_ outputs: Outputs) async throws -> Int? {
        guard let counter = VisitorCount(context.config, dynamoDB: context.clients.dynamoDB),
            outputs[TableResource.arn] != nil
        else { return nil }
        return try await counter.read() ?? 0
    }
}
