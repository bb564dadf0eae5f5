// SPDX-License-Identifier: Apache-2.0

package import AWSSigning

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Credentials, how long they last and where they came from.
package struct TimedCredentials: Sendable, Equatable {
    /// The keys.
    package var credentials: AWSCredentials
    /// When AWS stops taking them, `nil` for keys without an end.
    package var expiresAt: Date?
    /// The account they belong to, where the source says so.
    package var accountID: String?
    /// Where they came from, for people: `environment variables`, `profile dev (~/.aws/credentials)`.
    package var source: String

    /// Makes timed credentials.
    package init(credentials: AWSCredentials, expiresAt: Date? = nil, accountID: String? = nil, source: String) {
        self.credentials = credentials
        self.expiresAt = expiresAt
        self.accountID = accountID
        self.source = source
    }
}
