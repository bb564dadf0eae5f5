// SPDX-License-Identifier: Apache-2.0

/// Why the function has no table.
package struct TableFailure: Error, Sendable, Equatable {
    /// For people.
    package let reason: String

    /// A failure with its reason.
    package init(reason: String) {
        self.reason = reason
    }
}
