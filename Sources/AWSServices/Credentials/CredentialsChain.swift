// SPDX-License-Identifier: Apache-2.0

/// Asks one place after another; the first that is set up decides, even when it fails.
package struct CredentialsChain: CredentialsProvider {
    /// The places in order.
    package let providers: [any CredentialsProvider]

    /// Makes a chain.
    ///
    /// - Parameter providers: The places in order.
    package init(_ providers: [any CredentialsProvider]) {
        self.providers = providers
    }

    /// The usual chain: environment variables, unless a profile was named on the command line, then the profile.
    ///
    /// - Parameters:
    ///   - configuration: The profile and the shared files.
    ///   - environment: Variables and time.
    ///   - signIn: The way to the services that renew a person's sign-in; they take no credentials.
    ///   - assume: Takes on a role with some credentials.
    /// - Returns: The chain.
    package static func standard(
        configuration: AWSConfiguration, environment: AWSEnvironment, signIn: @escaping SSOProfile.Callers,
        assume: @escaping AssumeRoleProfile.Assume
    ) -> CredentialsChain {
        let resolver = ProfileResolver(
            shared: configuration.shared,
            methods: [
                AssumeRoleProfile(environment: environment, assume: assume),
                SSOProfile(environment: environment, callers: signIn),
                StaticProfileKeys(in: .credentialsFile),
                LoginProfile(environment: environment, region: configuration.region, callers: signIn),
                StaticProfileKeys(in: .configFile),
            ])
        var providers: [any CredentialsProvider] = []
        if !configuration.isProfileExplicit { providers.append(EnvironmentCredentials(environment: environment)) }
        providers.append(
            ProfileCredentials(
                profileName: configuration.profileName, isNamed: configuration.isProfileNamed, resolver: resolver))
        return CredentialsChain(providers)
    }

    package var name: String { "credentials" }

    package func credentials() async throws -> TimedCredentials? {
        for provider in providers {
            if let found = try await provider.credentials() { return found }
        }
        throw CredentialsError(
            .nothingFound, "No AWS credentials were found.",
            hint: CredentialsError.exportHint(profile: nil),
            tried: providers.map(\.name))
    }
}
