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

    /// What this place has to say when no place had any credentials.
    ///
    /// - Returns: A better error than the general one; `nil`, the default, for none.
    func nothingFound() -> CredentialsError?
}

extension CredentialsProvider {
    /// Nothing to say.
    package func nothingFound() -> CredentialsError? { nil }
}

/// Where the callers get the credentials of each request.
package protocol CredentialsSource: Sendable {
    /// Credentials that can be used now.
    ///
    /// - Returns: The credentials.
    /// - Throws: `CredentialsError` or `AWSError` when there are none.
    func currentCredentials() async throws -> TimedCredentials

    /// Gets other credentials in place of ones that AWS calls expired although their end has not come.
    ///
    /// - Parameter refused: What AWS refused.
    /// - Returns: Whether there are other ones now; `false` when the place has none but these.
    /// - Throws: `CredentialsError` or `AWSError` when the place does not deliver.
    func renewCredentials(refused: TimedCredentials) async throws -> Bool
}

extension CredentialsSource {
    /// There are never other ones.
    package func renewCredentials(refused: TimedCredentials) async throws -> Bool { false }
}

/// The source of callers that sign nothing, such as those that sign a person in.
package struct NoCredentials: CredentialsSource {
    /// Makes the source.
    package init() {}

    /// Throws: whoever asks wants to sign.
    package func currentCredentials() async throws -> TimedCredentials {
        throw CredentialsError(
            .nothingFound, "A request that should carry no signature was to be signed.",
            hint: "This is a bug in resumectl.")
    }
}
