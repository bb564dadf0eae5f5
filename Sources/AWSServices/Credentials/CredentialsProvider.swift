// SPDX-License-Identifier: Apache-2.0

/// One place where credentials may come from.
package protocol CredentialsProvider: Sendable {
    /// What the place is called in an error: `environment variables`, `profile dev`.
    var name: String { get }

    /// Gets fresh credentials; nothing is kept.
    ///
    /// - Returns: The credentials; `nil` when the place is not set up, so that the next one is asked.
    /// - Throws: `CredentialsError` or `AWSError` when the place is set up and does not deliver; no other place is asked
    ///   then.
    func credentials() async throws -> TimedCredentials?
}

/// Where the callers get the credentials of each request.
package protocol CredentialsSource: Sendable {
    /// Credentials that can be used now.
    ///
    /// - Returns: The credentials.
    /// - Throws: `CredentialsError` or `AWSError` when there are none.
    func currentCredentials() async throws -> TimedCredentials
}
