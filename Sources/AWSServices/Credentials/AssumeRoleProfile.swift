// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A profile that takes on a role: `role_arn` with `source_profile`, and maybe `external_id`, `duration_seconds`,
/// `role_session_name`.
///
/// The source is another profile with any way of getting credentials, another role included. A profile may name
/// itself if it has keys of its own.
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Assume role credential provider".
package struct AssumeRoleProfile: ProfileCredentialsMethod {
    /// Takes on a role with some credentials.
    package typealias Assume =
        @Sendable (_ role: AssumeRoleRequest, _ source: TimedCredentials) async throws -> TimedCredentials

    private let assume: Assume
    private let now: @Sendable () -> Date

    /// Makes the method.
    ///
    /// - Parameters:
    ///   - environment: The clock, for the name of the session.
    ///   - assume: Takes on a role with some credentials.
    package init(environment: AWSEnvironment, assume: @escaping Assume) {
        self.assume = assume
        self.now = environment.now
    }

    package func credentials(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials? {
        guard let role = profile["role_arn"], profile["web_identity_token_file"] == nil else { return nil }
        // Keys of its own win in a profile that another one names as its source.
        if !path.names.isEmpty, let keys = try StaticProfileKeys.keys(of: profile, shared: resolver.shared) {
            return keys
        }
        let source = try await source(of: profile, path: path, resolver: resolver)
        var result = try await assume(try request(role, of: profile), source)
        result.source = "role \(role) of profile \(profile.name)"
        return result
    }

    private func source(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials {
        func failure(_ message: String, _ hint: String) -> CredentialsError {
            CredentialsError(.misconfigured, "Profile \(profile.name) \(message).", hint: hint)
        }
        if profile["mfa_serial"] != nil {
            throw failure(
                "asks for a one-time code (mfa_serial), which resumectl cannot ask for",
                "Get a session with `aws configure export-credentials --profile \(profile.name) --format env`.")
        }
        if profile["credential_source"] != nil {
            throw profile["source_profile"] == nil
                ? failure(
                    "takes its role with credential_source, which is not supported",
                    "Name a source_profile instead.")
                : failure("has both source_profile and credential_source", "Remove one of them.")
        }
        guard let source = profile["source_profile"] else {
            throw failure(
                "has role_arn and no source_profile", "Add source_profile, the profile to take the role with.")
        }
        if source == profile.name {
            guard let keys = try StaticProfileKeys.keys(of: profile, shared: resolver.shared) else {
                throw failure(
                    "names itself as source_profile and has no keys of its own",
                    "Name another profile, or add aws_access_key_id and aws_secret_access_key.")
            }
            return keys
        }
        var path = path
        path.names.append(profile.name)
        if let start = path.names.firstIndex(of: source) {
            let loop = (path.names[start...] + [source]).joined(separator: " → ")
            throw failure("is part of a loop of source_profile: \(loop)", "End it with a profile that has credentials.")
        }
        guard let found = try await resolver.credentials(of: source, path: path) else {
            throw failure(
                "names source_profile \(source), which says nothing about credentials",
                "Add credentials to profile \(source), or name another one.")
        }
        return found
    }

    private func request(_ role: String, of profile: AWSProfile) throws -> AssumeRoleRequest {
        var request = AssumeRoleRequest(
            roleARN: role,
            sessionName: profile["role_session_name"] ?? "resumectl-\(Int(now().timeIntervalSince1970))")
        request.externalID = profile["external_id"]
        if let text = profile["duration_seconds"] {
            guard let seconds = Int(text), (900...43200).contains(seconds) else {
                throw CredentialsError(
                    .misconfigured, "duration_seconds of profile \(profile.name) is not a number from 900 to 43200.",
                    hint: "Correct it or remove it.")
            }
            request.duration = .seconds(seconds)
        }
        return request
    }
}
