// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import AWSWire
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A home directory with a configuration and what sign-ins have left, and services that answer from a list.
struct SignInStage {
    /// Lets something happen just before each request.
    private struct Meddling: HTTPTransport {
        let transport: ScriptedTransport
        let before: @Sendable () throws -> Void

        func send(_ request: HTTPRequest, timeout: Duration) async throws -> HTTPResponse {
            try before()
            return try await transport.send(request, timeout: timeout)
        }
    }

    let home: String
    let transport: ScriptedTransport
    let clock = VirtualClock()
    let chain: CredentialsChain

    init(
        home: String, config: String, variables: [String: String] = [:], answers: [ScriptedTransport.Answer] = [],
        before: @escaping @Sendable () throws -> Void = {}
    ) throws {
        self.home = home
        try write(config, to: "\(home)/.aws/config")
        let transport = ScriptedTransport(answers)
        self.transport = transport
        let environment = clock.environment(variables, home: home)
        let configuration = try AWSConfiguration(choices: .init(profile: "dev"), environment: environment)
        let anonymous = AWSClients(
            configuration: configuration, environment: environment,
            transport: Meddling(transport: transport, before: before),
            credentials: NoCredentials(), userAgent: "resumectl/0.0.0")
        let services = CredentialsServices(
            transport: transport, signIn: anonymous.caller,
            assumeRole: { role, source in
                var result = source
                result.source = "role \(role.roleARN) with \(source.credentials.accessKeyID)"
                return result
            }, assumeRoleWithWebIdentity: { _ in throw CancellationError() })
        chain = .standard(configuration: configuration, environment: environment, services: services)
    }

    /// Writes a file of a sign-in.
    func put(_ value: JSONValue, _ name: String) throws {
        try write(value.serializedText(), to: "\(home)/\(name)")
    }

    /// Reads a file of a sign-in.
    func get(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: "\(home)/\(name)"))))
    }

    /// The permissions of a file.
    func mode(_ name: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(home)/\(name)")
        return attributes[.posixPermissions] as? Int
    }

    /// How many files a folder holds.
    func count(_ folder: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "\(home)/\(folder)").count
    }

    /// The error of asking for credentials.
    func failure() async throws -> CredentialsError {
        try await #require(throws: CredentialsError.self) { try await chain.credentials() }
    }
}
