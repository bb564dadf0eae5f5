// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import Reconcile
internal import SiteConfig

extension SiteDeployer {
    /// How many visitors the counter has counted.
    ///
    /// - Parameter outputs: The outputs of the live stack.
    /// - Returns: The number, `nil` without a counter or before its table exists.
    /// - Throws: `AWSError`; `DeployError` with code `counter-unreadable` when the item is not a counter's.
    package func counterValue(_ outputs: Outputs) async throws -> Int? {
        guard let counter = context.config.counter, outputs[TableResource.arn] != nil else { return nil }
        let id = counter.environment["COUNTER_ID"] ?? "visitors"
        let item = try await context.clients.dynamoDB.getItem(
            in: context.config.tableName, key: ["id": .string(id)])
        guard let value = item?["count"] else { return 0 }
        guard case .number(let text) = value, let number = Int(text) else {
            throw DeployError(
                code: .counterUnreadable, summary: "The counter's item does not hold a number",
                detail: "\(context.config.tableName), id \(id)", hint: "Look at the item in the DynamoDB console.")
        }
        return number
    }
}
