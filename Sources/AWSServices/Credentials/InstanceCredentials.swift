// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The credentials of an EC2 instance's role, from its metadata service in version 2.
///
/// Three requests: a token, the role's name, its credentials. Each is sent once and may take a second, so that the
/// search for credentials ends soon where there is no such service. Version 1, which asks for no token, is not spoken.
///
/// | Setting | |
/// |---|---|
/// | `AWS_EC2_METADATA_DISABLED` | `true` leaves the service alone |
/// | `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `ec2_metadata_service_endpoint` | another address |
/// | `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`, `ec2_metadata_service_endpoint_mode` | `IPv6` for the usual address in IPv6 |
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "IMDS credential provider".
package struct InstanceCredentials: CredentialsProvider {
    private let environment: AWSEnvironment
    private let profile: AWSProfile?
    private let transport: any HTTPTransport

    static let timeout: Duration = .seconds(1)
    /// How long a token of the service is good, in seconds.
    static let tokenLifetime = 21600
    private static let path = "/latest/meta-data/iam/security-credentials/"

    /// Makes a provider.
    ///
    /// - Parameters:
    ///   - environment: Variables, clock and chance.
    ///   - profile: The profile in use, for its settings; `nil` when there is none.
    ///   - transport: The way to the service.
    package init(environment: AWSEnvironment, profile: AWSProfile?, transport: any HTTPTransport) {
        self.environment = environment
        self.profile = profile
        self.transport = transport
    }

    package var name: String { "EC2 instance metadata" }

    package func credentials() async throws -> TimedCredentials? {
        if environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" { return nil }
        let base = try base()
        // No service at all, or another one at its address, as clouds of others have it: not an EC2 instance.
        guard let token = try await token(base) else { return nil }
        let roles = try await get(base, Self.path, token: token)
        if roles.status == 404 { return nil }
        let role = String(decoding: roles.body, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
        guard roles.status == 200, let role, !role.isEmpty else {
            throw failure("answered the question for the instance's role with status \(roles.status)")
        }
        let answer = try await get(base, Self.path + role, token: token)
        guard answer.status == 200 else {
            throw failure("answered with status \(answer.status) for the role \(ShownText.line(role))")
        }
        do {
            let found = try CredentialsAnswer.credentials(in: answer.body, source: "\(name), role \(role)")
            return extended(found)
        } catch {
            throw failure("\(error.reason) (role \(ShownText.line(role)))")
        }
    }

    /// When the service is late with new credentials, the old ones stay in use: AWS takes them for longer than it says.
    private func extended(_ credentials: TimedCredentials) -> TimedCredentials {
        guard let expiresAt = credentials.expiresAt else { return credentials }
        // 15 min, the time before the end from which new ones are asked for, and 2 to 10 min so that not all
        // instances ask at the same moment.
        let window = CachedCredentials.advisoryWindow + 120 + 480 * environment.random()
        let now = environment.now()
        guard now >= expiresAt.addingTimeInterval(-window) else { return credentials }
        var credentials = credentials
        credentials.expiresAt = now.addingTimeInterval(window)
        return credentials
    }

    private func token(_ base: String) async throws -> String? {
        guard let address = HTTPAddress("\(base)/latest/api/token") else { return nil }
        let request = address.request(
            "PUT", headers: [(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "\(Self.tokenLifetime)")])
        do {
            let answer = try await transport.send(request, timeout: Self.timeout)
            let token = String(decoding: answer.body, as: UTF8.self)
            let isToken = !token.isEmpty && token.utf8.allSatisfy { $0 > 32 && $0 < 127 }
            return answer.status == 200 && isToken ? token : nil
        } catch is HTTPTransportError {
            return nil
        }
    }

    private func get(_ base: String, _ path: String, token: String) async throws -> HTTPResponse {
        guard let address = HTTPAddress(base + path) else { throw failure("gave a role that is no name") }
        do {
            return try await transport.send(
                address.request("GET", headers: [(name: "x-aws-ec2-metadata-token", value: token)]),
                timeout: Self.timeout)
        } catch let error as HTTPTransportError {
            throw failure("gave no answer: \(error.message)")
        }
    }

    private func base() throws -> String {
        let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
        if let text = environment[variable] ?? profile?[variable.dropFirst(4).lowercased()] {
            guard let url = EndpointURL(text) else {
                throw CredentialsError(
                    .misconfigured, "\(variable) is not an address such as http://169.254.169.254.",
                    hint: "Correct it, or remove it to use the usual one.")
            }
            return url.description
        }
        let mode = environment["\(variable)_MODE"] ?? profile?["\(variable)_MODE".dropFirst(4).lowercased()] ?? "IPv4"
        switch mode.lowercased() {
        case "ipv4": return "http://169.254.169.254"
        case "ipv6": return "http://[fd00:ec2::254]"
        default:
            throw CredentialsError(
                .misconfigured, "\(variable)_MODE is neither IPv4 nor IPv6.", hint: "Correct it or remove it.")
        }
    }

    private func failure(_ what: String) -> CredentialsError {
        CredentialsError(
            .unavailable, "The metadata service of this EC2 instance \(what).",
            hint: "Check the instance's role in the EC2 console, or set AWS_EC2_METADATA_DISABLED=true "
                + "and use other credentials.")
    }
}
