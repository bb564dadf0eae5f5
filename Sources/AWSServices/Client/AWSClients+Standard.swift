// SPDX-License-Identifier: Apache-2.0

extension AWSClients {
    /// Callers with the usual chain of credentials.
    ///
    /// - Parameters:
    ///   - configuration: Profile, region, endpoints, attempts.
    ///   - environment: Time, chance, variables.
    ///   - transport: The door to the network.
    ///   - userAgent: Name and version of the program, `resumectl/1.2.3`.
    ///   - runnerRole: The role that a run in GitHub Actions takes on, `nil` to leave it to `AWS_ROLE_ARN`.
    ///   - askCode: Asks the user for a one-time code; `nil` when there is nobody to ask.
    ///   - observe: Told of each attempt, those that get credentials included.
    /// - Returns: The callers' common ground; nothing is sent yet.
    package static func standard(
        configuration: AWSConfiguration, environment: AWSEnvironment, transport: any HTTPTransport,
        userAgent: String, runnerRole: String? = nil, askCode: CredentialsServices.AskCode? = nil,
        observe: (@Sendable (AWSCallEvent) -> Void)? = nil
    ) -> AWSClients {
        let anonymous = AWSClients(
            configuration: configuration, environment: environment, transport: transport,
            credentials: NoCredentials(), userAgent: userAgent, observe: observe)
        @Sendable func region(of role: String) -> String {
            configuration.region ?? AWSPartition.of(arn: role).mainRegion
        }
        let services = CredentialsServices(
            transport: transport, askCode: askCode, signIn: anonymous.caller,
            assumeRole: { role, source in
                let clients = AWSClients(
                    configuration: configuration, environment: environment, transport: transport,
                    credentials: FixedCredentials(source), userAgent: userAgent, observe: observe)
                let caller = clients.caller(for: .sts, region: region(of: role.roleARN))
                return try await STSClient(caller: caller).assumeRole(role)
            },
            assumeRoleWithWebIdentity: { request in
                let caller = anonymous.caller(for: .sts, region: region(of: request.roleARN))
                return try await STSClient(caller: caller).assumeRoleWithWebIdentity(request)
            })
        let chain = CredentialsChain.standard(
            configuration: configuration, environment: environment, services: services, runnerRole: runnerRole)
        return AWSClients(
            configuration: configuration, environment: environment, transport: transport,
            credentials: CachedCredentials(chain, environment: environment), userAgent: userAgent, observe: observe)
    }
}
