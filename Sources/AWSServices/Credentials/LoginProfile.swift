// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A profile that was signed in with `aws login`: `login_session` names the identity, and a file of the CLI's cache holds
/// its keys.
///
/// The keys last minutes. With 5 min or less left they are renewed and written back, which needs the key of the sign-in
/// that is in the file too; when that fails they are used until their end.
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Login credentials provider".
package struct LoginProfile: ProfileCredentialsMethod {
    /// From when on the keys are renewed, in seconds before their end.
    static let renewalWindow = 5.0 * 60

    private let environment: AWSEnvironment
    private let cache: SignInCache
    private let region: String?
    private let callers: CredentialsServices.SignIn

    /// Makes the method.
    ///
    /// - Parameters:
    ///   - environment: The clock, the home directory and `AWS_LOGIN_CACHE_DIRECTORY`.
    ///   - region: The region to renew in; `nil` takes the main one of the identity's partition.
    ///   - callers: The way to AWS Sign-In.
    package init(environment: AWSEnvironment, region: String?, callers: @escaping CredentialsServices.SignIn) {
        self.environment = environment
        self.region = region
        self.callers = callers
        cache = SignInCache(
            folder: environment.expandingTilde(environment["AWS_LOGIN_CACHE_DIRECTORY"] ?? "~/.aws/login/cache"))
    }

    package func credentials(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials? {
        guard let session = profile["login_session"] else { return nil }
        let command = "aws login --profile \(ShownText.word(profile.name))"
        let path = cache.path(ofLogin: session)
        guard let file = cache.read(path), let kept = Self.keys(in: file, profile: profile.name) else {
            throw CredentialsError(
                .unavailable, "Profile \(profile.name) is not signed in with aws login.",
                hint: "Sign in:\n    \(command)")
        }
        let now = environment.now()
        let left = kept.expiresAt?.timeIntervalSince(now) ?? 0
        if left > Self.renewalWindow { return kept }
        do {
            return try await renewed(file, kept, session: session, path: path, now: now)
        } catch let error where !(error is CancellationError) {
            // Another program may have renewed them a moment before; a refresh token is good for one time.
            if let other = cache.read(path).flatMap({ Self.keys(in: $0, profile: profile.name) }),
                other.credentials != kept.credentials, let end = other.expiresAt, end > now
            {
                return other
            }
            if left > 0 { return kept }
            if let error = error as? AWSError, error.transport != nil { throw error }
            throw CredentialsError(
                .expired, "The sign-in of profile \(profile.name) has expired\(Self.reason(error)).",
                hint: "Sign in again:\n    \(command)")
        }
    }

    private static func keys(in file: JSONValue, profile: String) -> TimedCredentials? {
        let keys = file["accessToken"]
        guard let id = keys?["accessKeyId"]?.stringValue, let secret = keys?["secretAccessKey"]?.stringValue,
            let token = keys?["sessionToken"]?.stringValue, let end = SSOProfile.time(keys?["expiresAt"])
        else { return nil }
        return TimedCredentials(
            credentials: AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token), expiresAt: end,
            accountID: keys?["accountId"]?.stringValue, source: "profile \(profile) (aws login)")
    }

    /// Why a file cannot be renewed from.
    private struct NotRenewable: Error {}

    private func renewed(
        _ file: JSONValue, _ kept: TimedCredentials, session: String, path: String, now: Date
    ) async throws -> TimedCredentials {
        guard let clientID = file["clientId"]?.stringValue, let refreshToken = file["refreshToken"]?.stringValue,
            let proof = file["dpopKey"]?.stringValue.flatMap(DPoPProof.init(pem:))
        else { throw NotRenewable() }
        let caller = callers(.signIn, region ?? AWSPartition.of(arn: session).mainRegion)
        let fresh = try await SignInClient(caller: caller).renew(
            clientID: clientID, refreshToken: refreshToken
        ) { url in
            try proof.proof(url: url, at: now, id: UUID().uuidString.lowercased())
        }
        let end = now.addingTimeInterval(fresh.expiresIn.seconds)
        var members = file.objectValue ?? [:]
        var keys = members["accessToken"]?.objectValue ?? [:]
        keys["accessKeyId"] = .string(fresh.credentials.accessKeyID)
        keys["secretAccessKey"] = .string(fresh.credentials.secretAccessKey)
        keys["sessionToken"] = fresh.credentials.sessionToken.map { .string($0) }
        keys["expiresAt"] = .string(AWSTimestamp.formatISO8601(end))
        members["accessToken"] = .object(keys)
        members["refreshToken"] = .string(fresh.refreshToken)
        _ = cache.write(.object(members), to: path)
        var result = kept
        result.credentials = fresh.credentials
        result.expiresAt = end
        return result
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? AWSError else { return "" }
        return switch error.details["error"] ?? error.code {
        case "TOKEN_EXPIRED": ""
        case "USER_CREDENTIALS_CHANGED": ": the password was changed"
        case "INSUFFICIENT_PERMISSIONS":
            ": the identity may not renew it (signin:CreateOAuth2Token is missing)"
        default: ": \(error.message)"
        }
    }
}
