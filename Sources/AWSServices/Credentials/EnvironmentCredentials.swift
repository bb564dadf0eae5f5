// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

/// Keys in environment variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and maybe `AWS_SESSION_TOKEN`,
/// `AWS_CREDENTIAL_EXPIRATION`, `AWS_ACCOUNT_ID`.
package struct EnvironmentCredentials: CredentialsProvider {
    private let environment: AWSEnvironment

    /// Makes a provider; the variables are read when it is asked.
    ///
    /// - Parameter environment: The variables and the time.
    package init(environment: AWSEnvironment) {
        self.environment = environment
    }

    package var name: String { "environment variables" }

    package func credentials() async throws -> TimedCredentials? {
        let id = environment["AWS_ACCESS_KEY_ID"]
        let secret = environment["AWS_SECRET_ACCESS_KEY"]
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            let missing = id == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"
            let present = id == nil ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"
            throw CredentialsError(
                .misconfigured, "\(present) is set and \(missing) is not.", hint: "Set both or none of them.")
        }
        let expiration = try environment["AWS_CREDENTIAL_EXPIRATION"].map { text in
            guard let date = AWSTimestamp.parseISO8601(text) else {
                throw CredentialsError(
                    .misconfigured, "AWS_CREDENTIAL_EXPIRATION is not a time such as 2026-11-21T09:30:00Z.",
                    hint: "Correct it or unset it.")
            }
            return date
        }
        if let expiration, expiration <= environment.now() {
            throw CredentialsError(
                .expired, "The credentials in the environment variables have expired.",
                hint: "Set new ones, or unset them and choose a profile with AWS_PROFILE.")
        }
        return TimedCredentials(
            credentials: AWSCredentials(
                accessKeyID: id, secretAccessKey: secret,
                sessionToken: environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"]),
            expiresAt: expiration, accountID: environment["AWS_ACCOUNT_ID"], source: name)
    }
}
