// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Containers, instances and runners, each a server on the loopback address.
@Suite(.timeLimit(.minutes(1))) struct CredentialEndpointTests {
    static func answer(_ body: String, _ status: String = "200 OK") -> FaultServer.Step {
        .send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    static let keys =
        #"{"AccessKeyId": "AK", "SecretAccessKey": "SK", "Token": "TK", "Expiration": "2026-11-21T15:30:00Z"}"#
    let clock = VirtualClock()

    /// The chain, with the instance's metadata service switched off unless it is asked for.
    func chain(_ variables: [String: String], role: String? = nil) throws -> CredentialsChain {
        let environment = clock.environment(["AWS_EC2_METADATA_DISABLED": "true"].merging(variables) { $1 })
        let configuration = try AWSConfiguration(environment: environment, shared: sharedConfig())
        let transport = try AsyncHTTPTransport()
        let clients = AWSClients(
            configuration: configuration, environment: environment, transport: transport,
            credentials: NoCredentials(), userAgent: "resumectl/0")
        return .standard(
            configuration: configuration, environment: environment,
            services: CredentialsServices(
                transport: transport, signIn: clients.caller,
                assumeRole: { _, _ in throw CancellationError() },
                assumeRoleWithWebIdentity: {
                    try await STSClient(caller: clients.caller(for: .sts, region: "eu-west-1"))
                        .assumeRoleWithWebIdentity($0)
                }),
            runnerRole: role)
    }

    func failure(_ variables: [String: String], role: String? = nil) async throws -> CredentialsError {
        try await #require(throws: CredentialsError.self) { try await chain(variables, role: role).credentials() }
    }

    // MARK: Containers

    @Test func aContainerIsAskedWithTheTokenOfTheFileReadAnew() async throws {
        try await withTemporaryDirectory { folder in
            try await FaultServer.with([Self.answer(Self.keys), Self.answer(Self.keys)]) { server in
                let chain = try chain([
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/v1/credentials?a=b",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "\(folder)/token",
                ])
                for token in ["one", "two"] {
                    try write(token, to: "\(folder)/token")
                    let found = try await chain.credentials()
                    #expect(
                        found?.credentials
                            == AWSCredentials(accessKeyID: "AK", secretAccessKey: "SK", sessionToken: "TK"))
                    #expect(found?.source == "container credentials")
                }
                let requests = server.journal.requests
                #expect(requests.allSatisfy { $0.hasPrefix("GET /v1/credentials?a=b HTTP/1.1") })
                #expect(requests[0].lowercased().contains("authorization: one\r\n"))
                #expect(requests[1].lowercased().contains("authorization: two\r\n"))
            }
        }
    }

    @Test func aContainerIsAskedThreeTimes() async throws {
        let bad = Self.answer("busy", "500 Internal Server Error")
        try await FaultServer.with([bad, bad, Self.answer(Self.keys)]) { server in
            let variables = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/"]
            let found = try await chain(variables).credentials()
            #expect(found != nil)
            #expect(clock.sleeps == [.seconds(1), .seconds(1)])
        }
        try await FaultServer.with([bad, bad, bad]) { server in
            let error = try await failure(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/"])
            #expect(error.description.contains("answered with status 500: busy"))
            #expect(error.description.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
        }
    }

    @Test func aTokenWithALineBreakIsRefused() async throws {
        let error = try await failure([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nX: b",
        ])
        #expect(error.description.contains("line break"))
    }

    // MARK: Instances

    @Test func anInstanceIsAskedForTokenRoleAndCredentials() async throws {
        try await FaultServer.with([Self.answer("TOKEN"), Self.answer("my-role"), Self.answer(Self.keys)]) { server in
            let found = try await chain([
                "AWS_EC2_METADATA_DISABLED": "false",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)/",
            ]).credentials()
            #expect(found?.source == "EC2 instance metadata, role my-role")
            #expect(found?.expiresAt?.timeIntervalSince(clock.now) == 21600.0)
            let requests = server.journal.requests
            #expect(requests[0].hasPrefix("PUT /latest/api/token HTTP/1.1"))
            #expect(requests[0].lowercased().contains("x-aws-ec2-metadata-token-ttl-seconds: 21600"))
            #expect(requests[2].hasPrefix("GET /latest/meta-data/iam/security-credentials/my-role HTTP/1.1"))
            #expect(requests.dropFirst().allSatisfy { $0.lowercased().contains("x-aws-ec2-metadata-token: token") })
        }
    }

    @Test func oldCredentialsOfAnInstanceStayInUse() async throws {
        clock.advance(by: .seconds(7 * 3600))
        try await FaultServer.with([Self.answer("TOKEN"), Self.answer("r"), Self.answer(Self.keys)]) { server in
            let found = try await chain([
                "AWS_EC2_METADATA_DISABLED": "false",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)",
            ]).credentials()
            #expect(found?.expiresAt?.timeIntervalSince(clock.now) == 1500.0)
        }
    }

    @Test(arguments: [
        [answer("no", "404 Not Found")], [.silence], [answer("TOKEN"), answer("", "404 Not Found")],
    ])
    func whatIsNoInstanceOrHasNoRoleIsPassedOver(_ steps: [FaultServer.Step]) async throws {
        try await FaultServer.with(steps) { server in
            let start = ContinuousClock.now
            let error = try await failure([
                "AWS_EC2_METADATA_DISABLED": "false",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)",
            ])
            #expect(error.reason == .nothingFound && error.tried.last == "EC2 instance metadata")
            #expect(start.duration(to: .now) < .seconds(60))
        }
    }

    @Test func anInstanceThatCannotUseItsRoleSaysSo() async throws {
        let refusal = Self.answer(
            #"{"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role r."}"#)
        try await FaultServer.with([Self.answer("TOKEN"), Self.answer("r"), refusal]) { server in
            let error = try await failure([
                "AWS_EC2_METADATA_DISABLED": "false",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)",
            ])
            #expect(error.description.contains("AssumeRoleUnauthorizedAccess: EC2 cannot assume the role r."))
        }
    }

    // MARK: GitHub Actions

    /// A token for `jane/site` without a signature.
    static let token: String = {
        let claims =
            #"{"iss":"https://token.actions.githubusercontent.com","sub":"repo:jane@1/site@2:ref:refs/heads/main","#
            + #""aud":"sts.amazonaws.com","repository":"jane/site","repository_owner_id":"1","repository_id":"2"}"#
        let text = Data(claims.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return "aGVhZA.\(text).SIGNATURE"
    }()

    func runner(_ server: FaultServer) -> [String: String] {
        [
            "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "42", "GITHUB_REPOSITORY": "jane/site",
            "ACTIONS_ID_TOKEN_REQUEST_URL": "http://127.0.0.1:\(server.port)/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "RUNNER", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:\(server.port)",
        ]
    }

    static let role = "arn:aws:iam::123456789012:role/deploy"

    @Test func theRunnersTokenIsExchangedUnsigned() async throws {
        let credentials = STSClientTests.role.replacing("AssumeRole", with: "AssumeRoleWithWebIdentity")
        let steps = [
            Self.answer("busy", "503 Service Unavailable"), Self.answer(#"{"value": "\#(Self.token)", "count": 9}"#),
            Self.answer(credentials),
        ]
        try await FaultServer.with(steps) { server in
            let found = try await chain(runner(server), role: Self.role).credentials()
            #expect(found?.credentials.accessKeyID == "ASIA")
            #expect(found?.source == "GitHub Actions, role \(Self.role)")
            let requests = server.journal.requests
            #expect(requests[1].hasPrefix("GET /token?api-version=2.0&audience=sts.amazonaws.com HTTP/1.1"))
            #expect(requests[1].lowercased().contains("authorization: bearer runner"))
            #expect(requests[2].contains("Action=AssumeRoleWithWebIdentity"))
            #expect(requests[2].contains("RoleSessionName=resumectl-42"))
            #expect(requests[2].contains("WebIdentityToken=\(Self.token)"))
            #expect(!requests[2].lowercased().contains("authorization:"))
        }
    }

    @Test func aRoleThatDoesNotTrustTheRunIsExplained() async throws {
        let refusal =
            "<ErrorResponse><Error><Code>AccessDenied</Code>"
            + "<Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>"
        let steps = [Self.answer(#"{"value": "\#(Self.token)"}"#), Self.answer(refusal, "403 Forbidden")]
        try await FaultServer.with(steps) { server in
            let error = try await failure(runner(server), role: Self.role)
            for part in [
                "GitHub Actions", Self.role, "sub: repo:jane@1/site@2:ref:refs/heads/main", "aud: sts.amazonaws.com",
                #""repo:jane/site:ref:refs/heads/main""#, #""repo:jane@1/site@2:ref:refs/heads/main""#,
                "resumectl ci setup --repo jane/site",
            ] { #expect(error.description.contains(part), "\(part) in \(error)") }
            for secret in ["SIGNATURE", "RUNNER", Self.token] { #expect(!error.description.contains(secret)) }
        }
    }

    @Test(arguments: [
        (answer("no", "403 Forbidden"), "status 403"), (answer("{}"), "without a token"),
        (answer("no"), "without a token"),
    ])
    func aRunnerThatGivesNoTokenIsNamed(_ step: FaultServer.Step, _ part: String) async throws {
        try await FaultServer.with([step]) { server in
            let error = try await failure(runner(server), role: Self.role)
            #expect(error.description.contains("GitHub's token endpoint") && error.description.contains(part))
            #expect(server.journal.requests.count == 1)
        }
    }
}
