// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The credentials of a container in ECS or Fargate, or of a pod in EKS (Pod Identity), from an endpoint beside it.
///
/// | Variable | |
/// |---|---|
/// | `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` | a path at `169.254.170.2` |
/// | `AWS_CONTAINER_CREDENTIALS_FULL_URI` | an address: `https`, or a host that is the machine's own |
/// | `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` | a file with the value of the header `Authorization`, read each time |
/// | `AWS_CONTAINER_AUTHORIZATION_TOKEN` | the value itself |
///
/// Asked three times at most, with 2 s for each answer.
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Container credential provider".
package struct ContainerCredentials: CredentialsProvider {
    private let environment: AWSEnvironment
    private let transport: any HTTPTransport

    static let attempts = 3
    static let timeout: Duration = .seconds(2)
    static let pause: Duration = .seconds(1)
    /// Hosts that plain `http` may be spoken with besides the loopback addresses.
    static let allowedHosts: Set<String> = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost"]

    /// Makes a provider; variables and files are read when it is asked.
    ///
    /// - Parameters:
    ///   - environment: Variables; waits between attempts.
    ///   - transport: The way to the endpoint.
    package init(environment: AWSEnvironment, transport: any HTTPTransport) {
        self.environment = environment
        self.transport = transport
    }

    package var name: String { "container credentials" }

    package func credentials() async throws -> TimedCredentials? {
        guard let (address, variable) = try address() else { return nil }
        let place = "The container's credentials endpoint (\(variable), \(address.host))"
        var problem = ""
        for attempt in 1...Self.attempts {
            if attempt > 1 { try await environment.sleep(Self.pause) }
            do {
                var headers = [(name: "Accept", value: "application/json")]
                if let authorization = try authorization() {
                    headers.append((name: "Authorization", value: authorization))
                }
                let answer = try await transport.send(address.request("GET", headers: headers), timeout: Self.timeout)
                if answer.status == 200 {
                    return try CredentialsAnswer.credentials(in: answer.body, source: name)
                }
                let said = ShownText.line(String(decoding: answer.body, as: UTF8.self), length: 200)
                problem = "answered with status \(answer.status)\(said.isEmpty ? "" : ": \(said)")"
            } catch let error as HTTPTransportError {
                problem = "gave no answer: \(error.message)"
            } catch let error as CredentialsAnswer.Problem {
                problem = error.reason
            }
        }
        throw CredentialsError(
            .unavailable, "\(place) \(problem).",
            hint: "Check the task role of the container, or the pod identity association in EKS; "
                + "outside of containers unset \(variable).")
    }

    private func address() throws -> (HTTPAddress, variable: String)? {
        let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
        let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        if let path = environment[relative] {
            guard path.hasPrefix("/"), let address = HTTPAddress("http://169.254.170.2\(path)") else {
                throw CredentialsError(
                    .misconfigured, "\(relative) is not a path such as /v2/credentials/….",
                    hint: "ECS sets it; unset it elsewhere.")
            }
            return (address, relative)
        }
        guard let text = environment[full] else { return nil }
        guard let address = HTTPAddress(text) else {
            throw CredentialsError(
                .misconfigured, "\(full) is not an address such as http://169.254.170.23/v1/credentials.",
                hint: "EKS sets it; unset it elsewhere.")
        }
        let isAllowed =
            address.scheme == "https" || Self.allowedHosts.contains(address.host)
            || ProxySettings.isLoopback(address.host.filter { $0 != "[" && $0 != "]" })
        guard isAllowed else {
            throw CredentialsError(
                .misconfigured, "\(full) names the host \(address.host), to which no secret may go unencrypted.",
                hint:
                    "Use https, an address of this machine, or one of \(Self.allowedHosts.sorted().joined(separator: ", "))."
            )
        }
        return (address, full)
    }

    private func authorization() throws -> String? {
        let variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        var value = environment[variable]
        var origin = variable
        if let file = environment["\(variable)_FILE"] {
            origin = file
            do {
                value = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
            } catch {
                throw CredentialsError(
                    .unavailable, "The file \(file), named by \(variable)_FILE, cannot be read.",
                    hint: "EKS keeps it in the pod; elsewhere unset the variable.")
            }
        }
        guard let value, !value.isEmpty else { return nil }
        guard !value.unicodeScalars.contains(where: { $0 == "\r" || $0 == "\n" }) else {
            throw CredentialsError(
                .misconfigured, "The token in \(origin) holds a line break, which no header may hold.",
                hint: "Write it without one.")
        }
        return value
    }
}
