// SPDX-License-Identifier: Apache-2.0

/// Why a plan may not be executed: it would delete more than is allowed, as it happens with a wrong path.
package struct DeleteRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// How many objects would be deleted.
    package let count: Int
    /// How many may be.
    package let limit: Int
    /// The first keys, up to ten.
    package let firstKeys: [ObjectKey]

    init(deletes: [RemoteObject], limit: Int) {
        count = deletes.count
        self.limit = limit
        firstKeys = deletes.prefix(10).map(\.key)
    }

    package var description: String {
        "The deploy would delete \(count) objects; at most \(limit) are allowed without --max-deletes."
    }
}
