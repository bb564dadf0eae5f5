// SPDX-License-Identifier: Apache-2.0

/// The credentials of a profile in the shared files, whichever way the profile names for getting them.
package struct ProfileCredentials: CredentialsProvider {
    /// The profile's name.
    package let profileName: String
    private let isNamed: Bool
    private let resolver: ProfileResolver

    /// Makes a provider.
    ///
    /// - Parameters:
    ///   - profileName: The profile.
    ///   - isNamed: Whether somebody asked for this profile; it must then exist.
    ///   - resolver: The ways of getting a profile's credentials.
    package init(profileName: String, isNamed: Bool, resolver: ProfileResolver) {
        self.profileName = profileName
        self.isNamed = isNamed
        self.resolver = resolver
    }

    package var name: String { "profile \(profileName)" }

    package func credentials() async throws -> TimedCredentials? {
        let known = resolver.shared.profile(profileName)
        if known == nil, isNamed { throw resolver.missing(profileName, wantedBy: nil) }
        // The environment may name a token and a role where there is no profile at all.
        let profile = known ?? AWSProfile(name: profileName, config: .init(), credentials: .init())
        return try await resolver.credentials(of: profile, path: ProfilePath())
    }

    /// A profile may lean on the container or instance that it is used in; when those have nothing either, the profile
    /// is what the user should look at: one that was asked for, or one that has begun to say how to sign in.
    package func nothingFound() -> CredentialsError? {
        let profile = resolver.shared.profile(profileName)
        if let key = ["sso_session", "sso_start_url"].first(where: { profile?[$0] != nil }) {
            return CredentialsError(
                .misconfigured, "Profile \(profileName) has \(key) and lacks sso_account_id and sso_role_name.",
                hint: "Choose an account and a role:\n    aws configure sso --profile \(profileName)")
        }
        guard isNamed else { return nil }
        return CredentialsError(
            .misconfigured, "Profile \(profileName) says nothing about credentials.",
            hint: "Sign in with `aws configure sso --profile \(profileName)` or `aws login --profile \(profileName)`, "
                + "or add aws_access_key_id and aws_secret_access_key, or role_arn and source_profile to it.")
    }
}

/// The profiles that led to the present one by `source_profile`, the first one first.
package struct ProfilePath: Sendable, Equatable {
    /// Their names.
    package var names: [String] = []

    /// The path of the profile that was asked for.
    package init() {}
}

/// One way in which a profile can name its credentials.
package protocol ProfileCredentialsMethod: Sendable {
    /// Gets the credentials of a profile.
    ///
    /// - Parameters:
    ///   - profile: The profile.
    ///   - path: The profiles that led to it.
    ///   - resolver: Gets the credentials of other profiles.
    /// - Returns: The credentials, `nil` when the profile does not use this way.
    /// - Throws: `CredentialsError` or `AWSError` when it does and there are none.
    func credentials(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials?
}

/// Gets the credentials of profiles by trying one way after another.
package struct ProfileResolver: Sendable {
    /// The shared files.
    package let shared: SharedConfig
    /// The ways, in AWS's order: role, web identity, SSO, static keys, login, process.
    package let methods: [any ProfileCredentialsMethod]

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - shared: The shared files.
    ///   - methods: The ways, in order.
    package init(shared: SharedConfig, methods: [any ProfileCredentialsMethod]) {
        self.shared = shared
        self.methods = methods
    }

    /// The credentials of a profile.
    ///
    /// - Parameters:
    ///   - name: The profile.
    ///   - path: The profiles that led to it.
    /// - Returns: The credentials, `nil` when the profile uses none of the ways.
    /// - Throws: `CredentialsError` or `AWSError`.
    package func credentials(of name: String, path: ProfilePath) async throws -> TimedCredentials? {
        guard let profile = shared.profile(name) else { throw missing(name, wantedBy: path.names.last) }
        return try await credentials(of: profile, path: path)
    }

    func credentials(of profile: AWSProfile, path: ProfilePath) async throws -> TimedCredentials? {
        for method in methods {
            if let found = try await method.credentials(of: profile, path: path, resolver: self) { return found }
        }
        return nil
    }

    func missing(_ name: String, wantedBy other: String?) -> CredentialsError {
        let place = "\(shared.configPath) or \(shared.credentialsPath)"
        var message = "There is no profile \(name) in \(place)."
        if let other { message = "Profile \(other) names source_profile \(name), which is not in \(place)." }
        if shared.config.sections[.init(name: name)] != nil {
            return CredentialsError(
                .misconfigured, message, hint: "\(shared.configPath) has [\(name)]; write it as [profile \(name)].")
        }
        let known = shared.profileNames
        let hint =
            known.isEmpty
            ? "Run `aws configure sso --profile \(name)` to make it."
            : "The profiles there are: \(known.joined(separator: ", "))."
        return CredentialsError(.misconfigured, message, hint: hint)
    }
}
