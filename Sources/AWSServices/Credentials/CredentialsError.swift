// SPDX-License-Identifier: Apache-2.0

/// No credentials to call AWS with: why, and what to do about it. It never holds a secret.
package struct CredentialsError: Error, Sendable, Equatable {
    /// What kind of failure it is.
    package enum Reason: Sendable, Equatable {
        /// No place is set up.
        case nothingFound
        /// A place is set up and lacks something, or contradicts itself.
        case misconfigured
        /// A place is set up and did not deliver.
        case unavailable
        /// The credentials have expired and there is no way to get new ones.
        case expired
    }

    /// What kind of failure it is.
    package var reason: Reason
    /// One sentence: what happened where.
    package var message: String
    /// What the user can do.
    package var hint: String
    /// The places that were asked, in order.
    package var tried: [String]

    /// Makes an error.
    package init(_ reason: Reason, _ message: String, hint: String, tried: [String] = []) {
        self.reason = reason
        self.message = message
        self.hint = hint
        self.tried = tried
    }
}

extension CredentialsError {
    /// What to do where no place has any credentials.
    static let signInHint =
        "Sign in with the AWS CLI, `aws login` or `aws configure sso`, and name the profile with --profile or "
        + "AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
}

extension CredentialsError: CustomStringConvertible {
    /// Message, places asked, hint.
    package var description: String {
        var text = message
        if !tried.isEmpty { text += " Asked were: \(tried.joined(separator: ", "))." }
        return text + " " + hint
    }
}
