// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension AWSError {
    /// Whether AWS may have carried out the call all the same: the answer got lost, or could not be read.
    var leavesOutcomeOpen: Bool {
        transport != nil || code == "UnreadableResponse" || (status ?? 0) >= 500
    }

    /// Whether API Gateway refused a call just because another change of the same API was under way.
    ///
    /// The code alone does not tell: a route that exists already has the same one.
    var isConcurrentModification: Bool {
        code == "ConflictException" && message.lowercased().contains("concurrent modification")
    }
}
