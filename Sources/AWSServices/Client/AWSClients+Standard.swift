// SPDX-License-Identifier: Apache-2.0

extension AWSClients {
    /// Callers with the usual chain of credentials.
    ///
    /// - Parameters:
    ///   - configuration: Profile, region, endpoints, attempts.
    ///   - environment: Time, chance, variables.
    ///   - transport: The door to the network.
    ///   - userAgent: Name and version of the program, `resumectl/1.2.3`.
    ///   - observe: Told of each attempt, those that get credentials included.
    /// - Returns: The callers' common ground; nothing is sent yet.
    package static func standard(
        configuration: AWSConfiguration, environment: AWSEnvironment, transport: any HTTPTransport,
        userAgent: String, observe: (@Sendable (AWSCallEvent) -> Void)? = nil
    ) -> AWSClients {
        let anonymous = AWSClients(
            configuration: configuration, environment: environment, transport: transport,
            credentials: NoCredentials(), userAgent: userAgent, observe: observe)
        let chain = CredentialsChain.standard(
            configuration: configuration, environment: environment, signIn: anonymous.caller
        ) { role, source in
            let clients = AWSClients(
                configuration: configuration, environment: environment, transport: transport,
                credentials: FixedCredentials(source), userAgent: userAgent, observe: observe)
            let region = configuration.region ?? AWSPartition.of(arn: role.roleARN).mainRegion
            return try await STSClient(caller: clients.caller(for: .sts, region: region)).assumeRole(role)
        }
        return AWSClients(
            configuration: configuration, environment: environment, transport: transport,
            credentials: CachedCredentials(chain, environment: environment), userAgent: userAgent, observe: observe)
    }
}
