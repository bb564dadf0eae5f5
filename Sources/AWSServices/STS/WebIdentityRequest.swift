// SPDX-License-Identifier: Apache-2.0

/// Which role to take on with a token of somebody else's sign-in. Printing a value never shows the token.
package struct WebIdentityRequest: Sendable, Equatable {
    /// The role's ARN.
    package var roleARN: String
    /// What the session is called in the role's logs: 2 to 64 of `A-Za-z0-9_+=,.@-`.
    package var sessionName: String
    /// The token, a JWT.
    package var token: String

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - roleARN: The role's ARN.
    ///   - sessionName: What the session is called.
    ///   - token: The token.
    package init(roleARN: String, sessionName: String, token: String) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.token = token
    }
}

extension WebIdentityRequest: CustomStringConvertible, CustomReflectable {
    /// The role and the session's name.
    package var description: String { "WebIdentityRequest(\(roleARN) as \(sessionName))" }

    /// The parts of `description`.
    package var customMirror: Mirror {
        Mirror(self, children: ["roleARN": roleARN, "sessionName": sessionName])
    }
}
