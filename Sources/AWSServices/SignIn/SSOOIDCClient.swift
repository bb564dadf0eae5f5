// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

/// Calls the OpenID Connect service of IAM Identity Center, which renews the token of a sign-in.
package struct SSOOIDCClient: Sendable {
    /// A renewed token.
    package struct Token: Sendable {
        /// The token for the portal.
        package var accessToken: String
        /// How long it lasts.
        package var expiresIn: Duration
        /// The token to renew it with next time; `nil` when the one that was used stays good.
        package var refreshToken: String?
    }

    private let caller: any ServiceCaller

    /// Makes a client.
    ///
    /// - Parameter caller: Sends and retries; of the service `ssoOIDC` in the Identity Center's region.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// Renews a token.
    ///
    /// - Parameters:
    ///   - clientID: The registration that the sign-in was made with.
    ///   - clientSecret: Its secret.
    ///   - refreshToken: The token to renew with.
    /// - Returns: The new token.
    /// - Throws: `AWSError`, such as `InvalidGrantException` once the session has ended.
    ///
    /// AWS reference: IAM Identity Center OIDC API Reference, "CreateToken".
    package func renew(clientID: String, clientSecret: String, refreshToken: String) async throws -> Token {
        let body: JSONValue = [
            "clientId": .string(clientID), "clientSecret": .string(clientSecret), "grantType": "refresh_token",
            "refreshToken": .string(refreshToken),
        ]
        var request = ServiceRequest(
            "CreateToken", method: "POST", path: "/token", headers: [("Content-Type", "application/json")],
            body: body.serialized())
        request.isSigned = false
        let answer = try await caller.send(request).json(service: .ssoOIDC)
        return Token(
            accessToken: try answer.text("accessToken"), expiresIn: .seconds(try answer.int("expiresIn")),
            refreshToken: try answer.textIfPresent("refreshToken"))
    }
}

extension SSOOIDCClient.Token: CustomStringConvertible, CustomReflectable {
    /// Nothing of the tokens.
    package var description: String { "Token(expiresIn: \(expiresIn))" }

    /// The parts of `description`.
    package var customMirror: Mirror { Mirror(self, children: ["expiresIn": expiresIn]) }
}
