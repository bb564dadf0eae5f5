// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A role taken on by a run of GitHub Actions: the runner gives a token about the run, and AWS gives the role for it.
///
/// It is used when there is a role, from the site's configuration or from `AWS_ROLE_ARN`, and the runner's variables
/// are there. `AWS_ROLE_ARN` beside `AWS_WEB_IDENTITY_TOKEN_FILE` belongs to that file.
///
/// | Variable | Set by |
/// |---|---|
/// | `ACTIONS_ID_TOKEN_REQUEST_URL`, `ACTIONS_ID_TOKEN_REQUEST_TOKEN` | the runner, for a job with `permissions: id-token: write` |
/// | `GITHUB_ACTIONS`, `GITHUB_RUN_ID`, `GITHUB_REPOSITORY` | the runner |
///
/// Reference: GitHub Docs, "OpenID Connect reference"; IAM User Guide, "Create a role for OpenID Connect federation".
package struct GitHubActionsCredentials: CredentialsProvider {
    private let environment: AWSEnvironment
    private let role: String?
    private let services: CredentialsServices

    static let audience = "sts.amazonaws.com"
    static let attempts = 5
    static let timeout: Duration = .seconds(10)

    /// Makes a provider; the variables are read when it is asked.
    ///
    /// - Parameters:
    ///   - environment: Variables; waits between attempts.
    ///   - role: The role of the site's configuration; `nil` for none.
    ///   - services: The way to the runner's endpoint, and STS.
    package init(environment: AWSEnvironment, role: String?, services: CredentialsServices) {
        self.environment = environment
        self.role = role
        self.services = services
    }

    package var name: String { "GitHub Actions" }

    private var isInActions: Bool { environment["GITHUB_ACTIONS"]?.lowercased() == "true" }

    package func credentials() async throws -> TimedCredentials? {
        let roleOfEnvironment = environment["AWS_WEB_IDENTITY_TOKEN_FILE"] == nil ? environment["AWS_ROLE_ARN"] : nil
        guard let role = role ?? roleOfEnvironment else { return nil }
        guard let url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"],
            let secret = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
        else {
            // Elsewhere the role is not meant: it is for CI alone.
            guard isInActions else { return nil }
            throw CredentialsError(
                .misconfigured,
                "GitHub Actions gives this job no token to take on the role \(role) with: "
                    + "permissions: id-token: write is missing.",
                hint: "Add to the job in the workflow:\n    permissions:\n      id-token: write\n      contents: read\n"
                    + "A run for a pull request from a fork never gets one.")
        }
        let token = try await token(url, secret: secret)
        let request = WebIdentityRequest(roleARN: role, sessionName: sessionName, token: token)
        do {
            var found = try await services.assumeRoleWithWebIdentity(request)
            found.source = "GitHub Actions, role \(role)"
            return found
        } catch let error as AWSError {
            let claims = WebIdentityToken(token)
            let refusal = WebIdentityRefusal(
                error: error, role: role, token: claims, origin: name, remedy: setup(for: claims))
            throw refusal.explained ?? error
        }
    }

    package func nothingFound() -> CredentialsError? {
        guard isInActions else { return nil }
        return CredentialsError(
            .nothingFound, "No AWS credentials were found in this run of GitHub Actions.",
            hint: "Name the role to take on, with role: in the configuration or AWS_ROLE_ARN in the workflow, and give "
                + "the job permissions: id-token: write. To make the role, run on your computer:\n"
                + "    resumectl ci setup --repo \(environment["GITHUB_REPOSITORY"] ?? "OWNER/NAME")")
    }

    /// The command that makes a role for runs like this one: of its repository, and of its environment or branch when the
    /// subject tells one whose name needs no quotes.
    private func setup(for claims: WebIdentityToken) -> String {
        let command =
            "resumectl ci setup --repo \(claims.repository ?? environment["GITHUB_REPOSITORY"] ?? "OWNER/NAME")"
        let parts = (claims.subject ?? "").split(separator: ":", maxSplits: 2)
        guard parts.count == 3 else { return command }
        for (prefix, option) in [("environment:", "--environment"), ("ref:refs/heads/", "--branch")]
        where parts[2].hasPrefix(prefix) {
            let name = parts[2].dropFirst(prefix.count)
            let isPlain = name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || "-_./".utf8.contains($0)
            }
            guard isPlain, !name.isEmpty, !name.hasPrefix("-"), option != "--branch" || name != "main" else { break }
            return "\(command) \(option) \(name)"
        }
        return command
    }

    /// `resumectl-<run>`, in characters that a session's name may have.
    private var sessionName: String {
        if let name = environment["AWS_ROLE_SESSION_NAME"] { return name }
        let run = environment["GITHUB_RUN_ID"] ?? "\(Int(environment.now().timeIntervalSince1970))"
        return "resumectl-\(run.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(40))"
    }

    private func token(_ url: String, secret: String) async throws -> String {
        func failure(_ what: String) -> CredentialsError {
            CredentialsError(
                .unavailable, "GitHub's token endpoint \(what).",
                hint: "Run the job again; if that does not help, look at githubstatus.com.")
        }
        guard let address = HTTPAddress(url + (url.contains("?") ? "&" : "?") + "audience=\(Self.audience)"),
            secret.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else { throw failure("cannot be asked: the runner's variables are not an address and a token") }
        let request = address.request(
            "GET",
            headers: [
                (name: "Authorization", value: "Bearer \(secret)"), (name: "Accept", value: "application/json"),
            ])
        var problem = ""
        for attempt in 0..<Self.attempts {
            if attempt > 0 {
                try await environment.sleep(.milliseconds(Int(1000 * pow(attempt) * (0.5 + environment.random() / 2))))
            }
            do {
                let answer = try await services.transport.send(request, timeout: Self.timeout)
                if answer.status == 200 {
                    guard let token = (try? JSONValue(parsing: answer.body))?["value"]?.stringValue, !token.isEmpty
                    else { throw failure("(\(address.host)) gave an answer without a token") }
                    return token
                }
                // What it says is left out: it may repeat what it was sent.
                problem = "(\(address.host)) answered with status \(answer.status)"
                guard answer.status == 429 || answer.status >= 500 else { break }
            } catch let error as HTTPTransportError {
                problem = "gave no answer: \(error.message)"
            }
        }
        throw failure(problem)
    }

    private func pow(_ attempt: Int) -> Double { Double(1 << (attempt - 1)) }
}
