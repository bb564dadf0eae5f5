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

    /// The usual chain.
    ///
    /// | | Place | Left out when a profile is named on the command line |
    /// |---|---|---|
    /// | 1 | keys in environment variables | yes |
    /// | 2 | GitHub Actions, with a role | yes |
    /// | 3 | the profile: role, web identity (of the environment, too), sign-ins, keys, program | web identity of the environment |
    /// | 4 | the container's endpoint | no |
    /// | 5 | the EC2 instance | no |
    ///
    /// - Parameters:
    ///   - configuration: The profile and the shared files.
    ///   - environment: Variables and time.
    ///   - services: The network, STS, and the user.
    ///   - runnerRole: The role that a run in GitHub Actions takes on, `nil` to leave it to `AWS_ROLE_ARN`.
    /// - Returns: The chain.
    package static func standard(
        configuration: AWSConfiguration, environment: AWSEnvironment, services: CredentialsServices,
        runnerRole: String? = nil
    ) -> CredentialsChain {
        let isExplicit = configuration.isProfileExplicit
        let keys = EnvironmentCredentials(environment: environment)
        let container = ContainerCredentials(environment: environment, transport: services.transport)
        let instance = InstanceCredentials(
            environment: environment, profile: configuration.shared.profile(configuration.profileName),
            transport: services.transport)
        let resolver = ProfileResolver(
            shared: configuration.shared,
            methods: [
                AssumeRoleProfile(
                    environment: environment, services: services,
                    sources: ["Environment": keys, "EcsContainer": container, "Ec2InstanceMetadata": instance]),
                WebIdentityProfile(
                    environment: environment, readsVariables: !isExplicit,
                    assume: services.assumeRoleWithWebIdentity),
                SSOProfile(environment: environment, callers: services.signIn),
                StaticProfileKeys(in: .credentialsFile),
                LoginProfile(environment: environment, region: configuration.region, callers: services.signIn),
                CredentialProcessProfile(environment: environment),
                StaticProfileKeys(in: .configFile),
            ])
        let profile = ProfileCredentials(
            profileName: configuration.profileName, isNamed: configuration.isProfileNamed, resolver: resolver)
        if isExplicit { return CredentialsChain([profile, container, instance]) }
        let actions = GitHubActionsCredentials(environment: environment, role: runnerRole, services: services)
        return CredentialsChain([keys, actions, profile, container, instance])
    }

    package var name: String { "credentials" }

    package func credentials() async throws -> TimedCredentials? {
        for provider in providers {
            if let found = try await provider.credentials() { return found }
        }
        let tried = providers.map(\.name)
        for provider in providers {
            guard var error = provider.nothingFound() else { continue }
            error.tried = tried
            throw error
        }
        throw CredentialsError(
            .nothingFound, "No AWS credentials were found.",
            hint: CredentialsError.signInHint, tried: tried)
    }
}
