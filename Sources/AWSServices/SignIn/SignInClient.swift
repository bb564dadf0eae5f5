// SPDX-License-Identifier: Apache-2.0

internal import AWSWire
package import AWSSigning

/// Calls AWS Sign-In, which renews the keys that `aws login` has got.
package struct SignInClient: Sendable {
    /// Renewed keys.
    package struct Renewal: Sendable {
        /// The keys.
        package var credentials: AWSCredentials
        /// How long they last.
        package var expiresIn: Duration
        /// The token to renew them with next time.
        package var refreshToken: String
    }

    private let caller: AWSCaller

    /// Makes a client.
    ///
    /// - Parameter caller: Sends and retries; of the service `signIn`.
    package init(caller: AWSCaller) {
        self.caller = caller
    }

    /// Renews keys.
    ///
    /// - Parameters:
    ///   - clientID: The program that the sign-in was made with.
    ///   - refreshToken: The token to renew with.
    ///   - proof: Makes the proof that the key of the sign-in is at hand, for an address; see `DPoPProof`.
    /// - Returns: The new keys.
    /// - Throws: `AWSError`; with code `AccessDeniedException` and the reason in the detail `error`, such as
    ///   `TOKEN_EXPIRED`, once the sign-in has ended.
    ///
    /// AWS reference: AWS Sign-In API Reference, "CreateOAuth2Token".
    package func renew(
        clientID: String, refreshToken: String, proof: (_ url: String) throws -> String
    ) async throws -> Renewal {
        let endpoint = caller.endpoint
        let path = "/v1/token"
        let url =
            "\(endpoint.scheme)://\(endpoint.host)\(endpoint.port.map { ":\($0)" } ?? "")\(endpoint.basePath)\(path)"
        let body: JSONValue = [
            "clientId": .string(clientID), "refreshToken": .string(refreshToken), "grantType": "refresh_token",
        ]
        var request = ServiceRequest(
            "CreateOAuth2Token", method: "POST", path: path,
            headers: [("Content-Type", "application/json"), ("DPoP", try proof(url))], body: body.serialized())
        request.isSigned = false
        let answer = try await caller.send(request).json(service: .signIn)
        let keys = try answer.object("accessToken")
        return Renewal(
            credentials: AWSCredentials(
                accessKeyID: try keys.text("accessKeyId"), secretAccessKey: try keys.text("secretAccessKey"),
                sessionToken: try keys.text("sessionToken")),
            expiresIn: .seconds(try answer.int("expiresIn")), refreshToken: try answer.text("refreshToken"))
    }
}

extension SignInClient.Renewal: CustomStringConvertible, CustomReflectable {
    /// Nothing of keys and token.
    package var description: String { "Renewal(expiresIn: \(expiresIn))" }

    /// The parts of `description`.
    package var customMirror: Mirror { Mirror(self, children: ["expiresIn": expiresIn]) }
}
