// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A profile that signs in with IAM Identity Center: `sso_account_id` and `sso_role_name`, and either `sso_session`,
/// which names a section with `sso_start_url` and `sso_region`, or these two in the profile itself.
///
/// | Token of the sign-in | What is done |
/// |---|---|
/// | over 15 min left | used |
/// | less, of a session | renewed and written back; when that fails it is used until its end |
/// | ended, or missing | an error that names `aws sso login` |
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider".
package struct SSOProfile: ProfileCredentialsMethod {
    /// From when on the token is renewed, in seconds before its end.
    static let renewalWindow = 15.0 * 60

    private let environment: AWSEnvironment
    private let cache: SignInCache
    private let callers: CredentialsServices.SignIn

    /// Makes the method.
    ///
    /// - Parameters:
    ///   - environment: The clock and the home directory.
    ///   - callers: The way to the portal.
    package init(environment: AWSEnvironment, callers: @escaping CredentialsServices.SignIn) {
        self.environment = environment
        self.cache = SignInCache(folder: environment.expandingTilde("~/.aws/sso/cache"))
        self.callers = callers
    }

    /// What a profile says about its sign-in.
    private struct Settings {
        var profile: String
        var session: String?
        var startURL: String
        var region: String
        var account: String
        var role: String

        /// What brings a new token.
        var command: String { "aws sso login --profile \(ShownText.word(profile))" }
    }

    package func credentials(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials? {
        guard let settings = try Self.settings(of: profile, shared: resolver.shared) else { return nil }
        let token = try await token(settings)
        do {
            var found = try await SSOClient(caller: callers(.sso, settings.region))
                .roleCredentials(role: settings.role, account: settings.account, token: token)
            let sessionText = settings.session.map { ", session \($0)" } ?? ""
            found.source = "profile \(profile.name) (IAM Identity Center\(sessionText), role \(settings.role))"
            return found
        } catch let error as AWSError {
            throw Self.explained(error, settings)
        }
    }

    // MARK: Settings

    private static func settings(of profile: AWSProfile, shared: SharedConfig) throws -> Settings? {
        guard profile["sso_account_id"] != nil || profile["sso_role_name"] != nil else { return nil }
        func failure(_ message: String, _ hint: String) -> CredentialsError {
            CredentialsError(.misconfigured, "Profile \(profile.name) \(message).", hint: hint)
        }
        let session = profile["sso_session"]
        var section: SharedConfigFile.Section?
        if let session {
            section = shared.config.sections[.init(type: "sso-session", name: session)]
            guard section != nil else {
                throw failure(
                    "names sso_session \(session), and \(shared.configPath) has no [sso-session \(session)]",
                    "Add that section, or run:\n    aws configure sso --profile \(profile.name)")
            }
        }
        func value(_ key: String) throws -> String? {
            if let own = profile[key], let shared = section?[key], own != shared {
                throw failure(
                    "has another \(key) than its sso-session \(session ?? "")", "Remove \(key) from the profile.")
            }
            return section?[key] ?? profile[key]
        }
        let keys = ["sso_start_url", "sso_region", "sso_account_id", "sso_role_name"]
        var found: [String: String] = [:]
        for key in keys { found[key] = try value(key) }
        guard let startURL = found["sso_start_url"], let region = found["sso_region"],
            let account = found["sso_account_id"], let role = found["sso_role_name"]
        else {
            let missing = keys.filter { found[$0] == nil }.joined(separator: ", ")
            throw failure(
                "signs in with IAM Identity Center and lacks \(missing)",
                "Add what is missing, or run:\n    aws configure sso --profile \(profile.name)")
        }
        do {
            try AWSConfiguration.check(region: region, origin: "sso_region")
        } catch {
            throw failure("cannot sign in: \(error)", "Correct it in \(shared.configPath).")
        }
        return Settings(
            profile: profile.name, session: session, startURL: startURL, region: region, account: account, role: role)
    }

    // MARK: Token

    private func token(_ settings: Settings) async throws -> String {
        let path = cache.path(ofSession: settings.session ?? settings.startURL)
        guard let file = cache.read(path), let kept = Self.signIn(in: file) else {
            throw CredentialsError(
                .unavailable, "Profile \(settings.profile) is not signed in to IAM Identity Center.",
                hint: "Sign in:\n    \(settings.command)")
        }
        let now = environment.now()
        let left = kept.end.timeIntervalSince(now)
        if left < Self.renewalWindow, settings.session != nil {
            do {
                if let renewed = try await renewed(file, settings, path: path, now: now) { return renewed }
            } catch let error as AWSError where error.transport == nil || left > 0 {
                // Another program may have renewed it a moment before; a refresh token is good for one time.
                if let other = cache.read(path).flatMap(Self.signIn), other.token != kept.token, other.end > now {
                    return other.token
                }
            }
        }
        guard left > 0 else {
            throw CredentialsError(
                .expired, "The sign-in of profile \(settings.profile) to IAM Identity Center has expired.",
                hint: "Sign in again:\n    \(settings.command)")
        }
        return kept.token
    }

    private static func signIn(in file: JSONValue) -> (token: String, end: Date)? {
        guard let token = file["accessToken"]?.stringValue, let end = time(file["expiresAt"]) else { return nil }
        return (token, end)
    }

    /// A new token, written back; `nil` when the file lacks what it takes, `AWSError` when it was not given out.
    private func renewed(
        _ file: JSONValue, _ settings: Settings, path: String, now: Date
    ) async throws -> String? {
        guard let refreshToken = file["refreshToken"]?.stringValue, let clientID = file["clientId"]?.stringValue,
            let clientSecret = file["clientSecret"]?.stringValue,
            let registrationEnd = Self.time(file["registrationExpiresAt"]), registrationEnd > now
        else { return nil }
        let fresh = try await SSOOIDCClient(caller: callers(.ssoOIDC, settings.region))
            .renew(clientID: clientID, clientSecret: clientSecret, refreshToken: refreshToken)
        var members = file.objectValue ?? [:]
        members["startUrl"] = .string(settings.startURL)
        members["region"] = .string(settings.region)
        members["accessToken"] = .string(fresh.accessToken)
        members["expiresAt"] = .string(
            AWSTimestamp.formatISO8601(now.addingTimeInterval(fresh.expiresIn.seconds)))
        members["refreshToken"] = .string(fresh.refreshToken ?? refreshToken)
        _ = cache.write(.object(members), to: path)
        return fresh.accessToken
    }

    /// The CLI has written `2026-11-21T09:30:00Z` and, long ago, `2026-11-21T09:30:00UTC`.
    static func time(_ value: JSONValue?) -> Date? {
        guard let text = value?.stringValue else { return nil }
        return AWSTimestamp.parseISO8601(text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text)
    }

    // MARK: Errors

    private static func explained(_ error: AWSError, _ settings: Settings) -> any Error {
        switch (error.code, error.status) {
        case ("UnauthorizedException", _), (_, 401):
            return CredentialsError(
                .expired, "IAM Identity Center does not take the sign-in of profile \(settings.profile) any more.",
                hint: "Sign in again:\n    \(settings.command)")
        case ("ForbiddenException", _), ("ResourceNotFoundException", _), (_, 403), (_, 404):
            return CredentialsError(
                .unavailable,
                "IAM Identity Center gives profile \(settings.profile) no role \(settings.role) in account "
                    + "\(settings.account): \(error.message).",
                hint: "Compare sso_account_id and sso_role_name with what \(settings.startURL) offers.")
        default: return error
        }
    }
}
