// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Calls the portal of IAM Identity Center, which gives a person who has signed in the credentials of a role.
///
/// Nothing is signed: the token of the sign-in is the proof. It is in a header and in no error and no log.
package struct SSOClient: Sendable {
    private let caller: any ServiceCaller

    /// Makes a client.
    ///
    /// - Parameter caller: Sends and retries; of the service `sso` in the Identity Center's region.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// Gets the credentials of a role.
    ///
    /// - Parameters:
    ///   - role: The role's name as the portal shows it.
    ///   - account: The account's 12 digits.
    ///   - token: The token of the sign-in.
    /// - Returns: The credentials, with their end and the account.
    /// - Throws: `AWSError` with code `UnauthorizedException` for a token that is not taken, `ForbiddenException` or
    ///   `ResourceNotFoundException` for a role that the person does not have.
    ///
    /// AWS reference: IAM Identity Center Portal API Reference, "GetRoleCredentials".
    package func roleCredentials(
        role: String, account: String, token: String
    ) async throws -> TimedCredentials {
        var request = ServiceRequest(
            "GetRoleCredentials", method: "GET", path: "/federation/credentials",
            query: [("role_name", role), ("account_id", account)], headers: [("x-amz-sso_bearer_token", token)],
            subject: "role \(role) in account \(account)")
        request.isSigned = false
        let answer = try await caller.send(request).json(service: .sso)
        let found = try answer.object("roleCredentials")
        guard let end = AWSTimestamp.parseEpochMilliseconds(found.value["expiration"]) else {
            throw found.malformed("expiration")
        }
        return TimedCredentials(
            credentials: AWSCredentials(
                accessKeyID: try found.text("accessKeyId"), secretAccessKey: try found.text("secretAccessKey"),
                sessionToken: try found.text("sessionToken")),
            expiresAt: end, accountID: account, source: "IAM Identity Center")
    }
}
