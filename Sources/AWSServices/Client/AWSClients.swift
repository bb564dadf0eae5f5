// SPDX-License-Identifier: Apache-2.0

/// Callers for all services and regions of one account, over one transport and one source of credentials.
///
/// A value to be made once in a process and handed around; copies share the retry quotas, the signing keys, the clock's
/// correction and the known regions of buckets.
package struct AWSClients: Sendable {
    /// Region, endpoints, attempts.
    package let configuration: AWSConfiguration
    /// Time, chance, variables.
    package let environment: AWSEnvironment
    /// The door to the network.
    package let transport: any HTTPTransport
    /// Where each attempt gets its credentials.
    package let credentials: any CredentialsSource
    /// Sent with each request: `resumectl/1.2.3`.
    package let userAgent: String
    /// Told of each attempt, from the task that makes it.
    package let observe: (@Sendable (AWSCallEvent) -> Void)?

    /// The user's limit for an attempt; `nil` leaves it to the operations.
    let requestTimeout: RequestTimeout?
    let state: CallerState

    /// Makes the callers' common ground; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - configuration: Region, endpoints, attempts.
    ///   - environment: Time, chance, variables.
    ///   - transport: The door to the network.
    ///   - credentials: Where each attempt gets its credentials.
    ///   - userAgent: Name and version of the program, `resumectl/1.2.3`.
    ///   - observe: Told of each attempt; it must be quick and may be called by many tasks at a time.
    package init(
        configuration: AWSConfiguration, environment: AWSEnvironment, transport: any HTTPTransport,
        credentials: any CredentialsSource, userAgent: String,
        observe: (@Sendable (AWSCallEvent) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.environment = environment
        self.transport = transport
        self.credentials = credentials
        self.userAgent = userAgent
        self.observe = observe
        requestTimeout = RequestTimeout(environment: environment)
        state = CallerState()
    }

    private init(_ other: AWSClients, configuration: AWSConfiguration) {
        self.configuration = configuration
        environment = other.environment
        transport = other.transport
        credentials = other.credentials
        userAgent = other.userAgent
        observe = other.observe
        requestTimeout = other.requestTimeout
        state = other.state
    }

    /// Clients with other settings that share these clients' connections, credentials and pace.
    package func with(_ configuration: AWSConfiguration) -> AWSClients {
        AWSClients(self, configuration: configuration)
    }

    /// The caller of a service.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - region: The region to work in; a global service takes only the partition from it.
    /// - Returns: The caller. Callers of the same service and region share their retry quota.
    package func caller(for service: AWSService, region: String) -> AWSCaller {
        AWSCaller(
            service: service, endpoint: endpoint(for: service, region: region),
            policy: RetryPolicy(for: service, maximumAttempts: configuration.maximumAttempts), clients: self)
    }

    func endpoint(for service: AWSService, region: String) -> Endpoint {
        configuration.endpoints.endpoint(
            for: service, region: region, override: configuration.endpointOverride(for: service))
    }
}
