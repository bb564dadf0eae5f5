// SPDX-License-Identifier: Apache-2.0

/// Keys that requests are signed with.
///
/// Printing a value, by interpolation, `dump` or a debugger, shows the access key ID and never the secret or the
/// session token.
package struct AWSCredentials: Sendable, Equatable {
    /// The access key ID, such as `AKIAIOSFODNN7EXAMPLE`. It is no secret: it is part of every signature.
    package var accessKeyID: String
    /// The secret access key.
    package var secretAccessKey: String
    /// The token of temporary credentials, `nil` for the long-lived keys of a user.
    package var sessionToken: String?

    /// Makes credentials.
    ///
    /// - Parameters:
    ///   - accessKeyID: The access key ID.
    ///   - secretAccessKey: The secret access key.
    ///   - sessionToken: The session token, `nil` if the keys are long-lived.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// Takes the secret and the session token out of a text that came from elsewhere.
    ///
    /// AWS repeats signed headers, the session token among them, when it explains why a signature does not match.
    ///
    /// - Parameter text: What a service said.
    /// - Returns: The text with `(secret)` in their place.
    package func concealed(in text: String) -> String {
        var text = text
        // What is shorter is no key of AWS, and could be part of any word.
        for secret in [secretAccessKey, sessionToken ?? ""] where secret.utf8.count >= 8 {
            text = text.replacing(secret, with: "(secret)")
        }
        return text
    }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key ID and whether there is a session token.
    package var description: String {
        let token = sessionToken == nil ? "none" : "redacted"
        return "AWSCredentials(accessKeyID: \(accessKeyID), secretAccessKey: redacted, sessionToken: \(token))"
    }

    /// The same as `description`.
    package var debugDescription: String { description }

    /// The access key ID alone.
    package var customMirror: Mirror {
        Mirror(self, children: ["accessKeyID": accessKeyID])
    }
}
