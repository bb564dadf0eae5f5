// SPDX-License-Identifier: Apache-2.0

/// Why a sync ended early. What was done stays done; the same command again does the rest.
package struct SiteSyncError: Error, Sendable, CustomStringConvertible {
    /// A file or object that failed.
    package struct Failure: Sendable {
        /// The object's name.
        package let key: ObjectKey
        /// What went wrong: the store's own error, or a `SiteFileError`.
        package let error: any Error
    }

    /// What failed, at least one, in the order of the keys' bytes.
    package let failures: [Failure]
    /// What was done before.
    package let outcome: SiteSyncOutcome

    /// A line for each failure, ten at most.
    package var description: String {
        var lines = failures.prefix(10).map { "\($0.key): \($0.error)" }
        if failures.count > 10 { lines.append("and \(failures.count - 10) more") }
        return lines.joined(separator: "\n")
    }
}
