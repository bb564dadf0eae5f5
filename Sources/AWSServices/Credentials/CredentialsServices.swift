// SPDX-License-Identifier: Apache-2.0

/// What the chain of credentials needs besides files and variables: the network, STS, and the user at the terminal.
package struct CredentialsServices: Sendable {
    /// Takes on a role with some credentials.
    package typealias AssumeRole =
        @Sendable (_ role: AssumeRoleRequest, _ source: TimedCredentials) async throws -> TimedCredentials
    /// Takes on a role with a token.
    package typealias AssumeRoleWithWebIdentity =
        @Sendable (_ request: WebIdentityRequest) async throws -> TimedCredentials
    /// Asks the user for the one-time code of a device; `nil` when the user gives none.
    package typealias AskCode = @Sendable (_ device: String) async -> String?
    /// Gives the caller of a service in a region, without credentials.
    package typealias SignIn = @Sendable (_ service: AWSService, _ region: String) -> AWSCaller

    /// Takes on a role with some credentials.
    package var assumeRole: AssumeRole
    /// Takes on a role with a token.
    package var assumeRoleWithWebIdentity: AssumeRoleWithWebIdentity
    /// The way to the endpoints of containers, instances and CI runners.
    package var transport: any HTTPTransport
    /// Asks for a one-time code; `nil` when there is nobody to ask.
    package var askCode: AskCode?
    /// The way to the services that renew a person's sign-in; they take no credentials.
    package var signIn: SignIn

    /// Puts the services together.
    ///
    /// - Parameters:
    ///   - transport: The way to the endpoints of containers, instances and CI runners.
    ///   - askCode: Asks for a one-time code; `nil` when there is nobody to ask.
    ///   - signIn: The way to the services that renew a person's sign-in.
    ///   - assumeRole: Takes on a role with some credentials.
    ///   - assumeRoleWithWebIdentity: Takes on a role with a token.
    package init(
        transport: any HTTPTransport, askCode: AskCode? = nil, signIn: @escaping SignIn,
        assumeRole: @escaping AssumeRole,
        assumeRoleWithWebIdentity: @escaping AssumeRoleWithWebIdentity
    ) {
        self.transport = transport
        self.askCode = askCode
        self.signIn = signIn
        self.assumeRole = assumeRole
        self.assumeRoleWithWebIdentity = assumeRoleWithWebIdentity
    }
}
