// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A profile that takes on a role: `role_arn` with `source_profile` or `credential_source`, and maybe `external_id`,
/// `duration_seconds`, `role_session_name`, `mfa_serial`.
///
/// The source is another profile with any way of getting credentials, another role included, or one of
/// `Environment`, `EcsContainer` and `Ec2InstanceMetadata`. A profile may name itself if it has keys of its own.
///
/// A one-time code is asked for once in a run. The session that it opened is kept; when it is over there is no other,
/// since a question in the middle of a deploy would wait for nobody.
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Assume role credential provider".
package struct AssumeRoleProfile: ProfileCredentialsMethod {
    /// The sessions that were opened with one-time codes, by profile.
    private final class Sessions: Sendable {
        private let all = Mutex<[String: TimedCredentials]>([:])

        subscript(profile: String) -> TimedCredentials? {
            get { all.withLock { $0[profile] } }
            set { all.withLock { $0[profile] = newValue } }
        }
    }

    private let services: CredentialsServices
    private let sources: [String: any CredentialsProvider]
    private let now: @Sendable () -> Date
    private let sessions = Sessions()

    /// Makes the method.
    ///
    /// - Parameters:
    ///   - environment: The clock, for the name of the session.
    ///   - services: Takes on roles, and asks for one-time codes.
    ///   - sources: What `credential_source` may name.
    package init(
        environment: AWSEnvironment, services: CredentialsServices, sources: [String: any CredentialsProvider] = [:]
    ) {
        self.services = services
        self.sources = sources
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
        if let session = sessions[profile.name] {
            if let end = session.expiresAt, end > now() { return session }
            throw CredentialsError(
                .expired, "The session of profile \(profile.name) that was opened with a one-time code is over.",
                hint: "Run the same command again; it asks for a new code, and what is done stays done. "
                    + "duration_seconds in the profile makes sessions longer.")
        }
        var request = try AssumeRoleRequest(role, of: profile, now: now())
        let source = try await source(of: profile, path: path, resolver: resolver)
        request.oneTimeCode = try await oneTimeCode(for: profile)
        var result: TimedCredentials
        do {
            result = try await services.assumeRole(request, source)
        } catch let error as AWSError where error.transport == nil {
            throw refusal(error, role: role, profile: profile, source: source)
        }
        result.source = "role \(role) of profile \(profile.name)"
        if request.oneTimeCode != nil { sessions[profile.name] = result }
        return result
    }

    private func refusal(
        _ error: AWSError, role: String, profile: AWSProfile, source: TimedCredentials
    ) -> CredentialsError {
        let message = ShownText.line(error.message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
        return CredentialsError(
            .unavailable,
            "Profile \(profile.name) could not take on the role \(role) with the credentials from \(source.source). "
                + "AWS said \(error.code): \(message)" + (error.requestID.map { " (request \($0))." } ?? "."),
            hint: error.code == "AccessDenied"
                ? "The role's trust policy has to name that identity, and its own policies have to allow "
                    + "sts:AssumeRole for this role"
                    + (profile["mfa_serial"] == nil
                        ? "; it may ask for mfa_serial or external_id."
                        : ", and the one-time code has to be a new one.")
                : "Check role_arn and the source of the profile, and that its credentials still work.")
    }

    private func oneTimeCode(for profile: AWSProfile) async throws -> AssumeRoleRequest.OneTimeCode? {
        guard let device = profile["mfa_serial"] else { return nil }
        let way =
            "or open the session beforehand:\n"
            + "    eval \"$(aws configure export-credentials --profile \(profile.name) --format env)\"\n"
            + "and run the same command without --profile."
        guard let ask = services.askCode else {
            throw CredentialsError(
                .unavailable,
                "Profile \(profile.name) asks for a one-time code (mfa_serial \(device)), and there is no terminal to "
                    + "ask on.",
                hint: "Run the command at a terminal, \(way)")
        }
        for _ in 0..<3 {
            guard let answer = await ask(device) else { break }
            let code = answer.filter { !$0.isWhitespace }
            if code.utf8.count == 6, code.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                return AssumeRoleRequest.OneTimeCode(device: device, code: code)
            }
        }
        throw CredentialsError(
            .unavailable, "Profile \(profile.name) asks for a one-time code, and no code of six digits was given.",
            hint: "Run the same command again and type the code that \(device) shows, \(way)")
    }

    private func source(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials {
        func failure(_ message: String, _ hint: String) -> CredentialsError {
            CredentialsError(.misconfigured, "Profile \(profile.name) \(message).", hint: hint)
        }
        if let named = profile["credential_source"] {
            guard profile["source_profile"] == nil else {
                throw failure("has both source_profile and credential_source", "Remove one of them.")
            }
            let known = sources.keys.sorted().joined(separator: ", ")
            guard let source = sources.first(where: { $0.key.lowercased() == named.lowercased() })?.value else {
                throw failure("has the credential_source \(named), which is none", "It may be one of \(known).")
            }
            guard let found = try await source.credentials() else {
                throw failure(
                    "takes its role with credential_source \(named), and there are no \(source.name)",
                    "Run the command where they are, or name a source_profile instead.")
            }
            return found
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
}

extension AssumeRoleRequest {
    /// The request of a profile, its settings checked.
    fileprivate init(_ role: String, of profile: AWSProfile, now: Date) throws {
        let name = profile["role_session_name"] ?? "resumectl-\(Int(now.timeIntervalSince1970))"
        let isName =
            (2...64).contains(name.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+=,.@-".contains($0)) }
        guard isName else {
            throw CredentialsError(
                .misconfigured, "role_session_name of profile \(profile.name) is not a name that AWS takes.",
                hint: "Use 2 to 64 letters, digits and _+=,.@- or remove it.")
        }
        self.init(roleARN: role, sessionName: name)
        externalID = profile["external_id"]
        if let text = profile["duration_seconds"] {
            guard let seconds = Int(text), (900...43200).contains(seconds) else {
                throw CredentialsError(
                    .misconfigured, "duration_seconds of profile \(profile.name) is not a number from 900 to 43200.",
                    hint: "Correct it or remove it.")
            }
            duration = .seconds(seconds)
        }
    }
}
