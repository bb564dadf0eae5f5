// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A role taken on with a token that something else keeps in a file: `web_identity_token_file` and `role_arn` of a
/// profile, or `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`.
///
/// The file is read anew whenever credentials are needed. The variables count for the profile that was asked for, not
/// for one that another profile names as its source, and go before its keys.
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Assume role with web identity".
package struct WebIdentityProfile: ProfileCredentialsMethod {
    private let environment: AWSEnvironment
    private let readsVariables: Bool
    private let assume: CredentialsServices.AssumeRoleWithWebIdentity

    /// Makes the method.
    ///
    /// - Parameters:
    ///   - environment: Variables and clock.
    ///   - readsVariables: Whether the variables count; they do not when a profile was named on the command line.
    ///   - assume: Takes on a role with a token.
    package init(
        environment: AWSEnvironment, readsVariables: Bool,
        assume: @escaping CredentialsServices.AssumeRoleWithWebIdentity
    ) {
        self.environment = environment
        self.readsVariables = readsVariables
        self.assume = assume
    }

    package func credentials(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials? {
        let readsVariables = readsVariables && path.names.isEmpty
        func setting(_ variable: String, _ key: String) -> String? {
            (readsVariables ? environment[variable] : nil) ?? profile[key]
        }
        guard let file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else { return nil }
        let isOfEnvironment = readsVariables && environment["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil
        let place =
            isOfEnvironment ? "AWS_WEB_IDENTITY_TOKEN_FILE" : "web_identity_token_file of profile \(profile.name)"
        guard let role = setting("AWS_ROLE_ARN", "role_arn") else {
            throw CredentialsError(
                .misconfigured, "\(place) is set, and there is no role to take on with the token.",
                hint: isOfEnvironment ? "Set AWS_ROLE_ARN." : "Add role_arn to the profile.")
        }
        let token = try Self.read(environment.expandingTilde(file), place: place)
        let request = WebIdentityRequest(
            roleARN: role,
            sessionName: setting("AWS_ROLE_SESSION_NAME", "role_session_name")
                ?? "resumectl-\(Int(environment.now().timeIntervalSince1970))",
            token: token)
        do {
            var found = try await assume(request)
            found.source = "role \(role), with the token of \(place)"
            return found
        } catch let error as AWSError {
            let refusal = WebIdentityRefusal(
                error: error, role: role, token: WebIdentityToken(token), origin: "The token of \(place)", remedy: nil)
            throw refusal.explained ?? error
        }
    }

    private static func read(_ file: String, place: String) throws -> String {
        guard let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw CredentialsError(
                .unavailable, "The file \(file), named by \(place), cannot be read.",
                hint: "Check the path and that something writes the token there.")
        }
        let text = String(decoding: data, as: UTF8.self)
        let token = text.filter { !$0.isWhitespace && !$0.isNewline }
        guard !token.isEmpty else {
            throw CredentialsError(
                .unavailable, "The file \(file), named by \(place), is empty.",
                hint: "Check that something writes the token there.")
        }
        return token
    }
}
