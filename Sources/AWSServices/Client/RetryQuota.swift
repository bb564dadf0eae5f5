// SPDX-License-Identifier: Apache-2.0

/// The tokens that retries cost, so that a service in trouble is not flooded with them.
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Retry behavior", retry quota.
package struct RetryQuota: Sendable, Equatable {
    /// The tokens at the start, and the most there can be.
    package static let capacity = 500
    /// What a retry costs after an error that is not throttling.
    package static let transientCost = 14
    /// What a retry costs after throttling.
    package static let throttlingCost = 5

    /// The tokens that are left.
    package private(set) var available = RetryQuota.capacity

    /// A full quota.
    package init() {}

    /// Takes tokens for one retry.
    ///
    /// - Parameter cost: What the retry costs.
    /// - Returns: `false`, with nothing taken, when there are not enough left.
    package mutating func take(_ cost: Int) -> Bool {
        guard cost <= available else { return false }
        available -= cost
        return true
    }

    /// Gives tokens back after a success.
    ///
    /// - Parameter lastCost: What the last retry of that call cost, `nil` when it succeeded at once.
    package mutating func refund(lastCost: Int?) {
        available = min(RetryQuota.capacity, available + (lastCost ?? 1))
    }
}
