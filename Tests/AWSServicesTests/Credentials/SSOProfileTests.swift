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

@Suite struct SSOProfileTests {
    static let session = """
        [profile dev]
        sso_session = my-sso
        sso_account_id = 123456789012
        sso_role_name = Deploy Role
        [sso-session my-sso]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-central-1
        """
    static let legacy = """
        [profile dev]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-central-1
        sso_account_id = 123456789012
        sso_role_name = Deploy Role
        """
    /// SHA-1 of `my-sso` and of the start URL.
    static let sessionFile = ".aws/sso/cache/0ad374308c5a4e22f723adf10145eafad7c4031c.json"
    static let legacyFile = ".aws/sso/cache/e8be5486177c5b5392bd9aa76563515b29358e6e.json"
    static let keys =
        #"{"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"SECRETKEY","sessionToken":"SESSIONTOKEN","#
        + #""expiration":1795257000000}}"#

    /// A token that ends at a time of the morning of 2026-11-21; it is 09:30.
    static func token(_ time: String, registration: String = "2027-01-01T00:00:00Z") -> JSONValue {
        [
            "accessToken": "OLDTOKEN", "expiresAt": .string("2026-11-21T\(time)Z"), "refreshToken": "REFRESHTOKEN",
            "clientId": "client", "clientSecret": "CLIENTSECRET", "registrationExpiresAt": .string(registration),
            "region": "eu-central-1", "startUrl": "https://example.awsapps.com/start", "somethingNew": [1, 2],
        ]
    }

    static func with(
        _ config: String, variables: [String: String] = [:], _ answers: [ScriptedTransport.Answer] = [],
        _ body: (SignInStage) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { home in
            try await body(SignInStage(home: home, config: config, variables: variables, answers: answers))
        }
    }

    @Test func theTokenOfTheSessionGetsTheCredentialsOfTheRole() async throws {
        try await Self.with(Self.session, [.ok(Self.keys)]) { stage in
            try stage.put(Self.token("17:00:00"), Self.sessionFile)
            let found = try await stage.chain.credentials()
            #expect(found?.credentials.accessKeyID == "ASIA")
            #expect(found?.credentials.sessionToken == "SESSIONTOKEN")
            #expect(found?.expiresAt?.timeIntervalSince1970 == 1_795_257_000)
            #expect(found?.accountID == "123456789012")
            #expect(found?.source == "profile dev (IAM Identity Center, session my-sso, role Deploy Role)")
            let request = try #require(stage.transport.requests.first)
            #expect(request.host == "portal.sso.eu-central-1.amazonaws.com")
            #expect(request.target == "/federation/credentials?role_name=Deploy%20Role&account_id=123456789012")
            #expect(request.header("x-amz-sso_bearer_token") == "OLDTOKEN")
            #expect(request.header("Authorization") == nil)
        }
    }

    @Test func aLegacyProfileUsesTheFileOfItsStartURL() async throws {
        try await Self.with(Self.legacy, [.ok(Self.keys)]) { stage in
            try stage.put(
                ["accessToken": "LEGACY", "expiresAt": "2026-11-21T09:35:00UTC"], Self.legacyFile)
            #expect(try await stage.chain.credentials()?.source.contains("session") == false)
            #expect(stage.transport.requests.map { $0.header("x-amz-sso_bearer_token") } == ["LEGACY"])
        }
    }

    @Test func aRoleMayBeTakenOnWithASignIn() async throws {
        let config =
            Self.session.replacing("[profile dev]", with: "[profile base]")
            + "\n[profile dev]\nrole_arn = R\nsource_profile = base\n"
        try await Self.with(config, [.ok(Self.keys)]) { stage in
            try stage.put(Self.token("17:00:00"), Self.sessionFile)
            #expect(try await stage.chain.credentials()?.source == "role R of profile dev")
        }
    }

    @Test(arguments: ["09:44:59", "09:30:01", "09:00:00"])
    func aTokenNearItsEndIsRenewedAndWrittenBack(time: String) async throws {
        let renewal = #"{"accessToken":"NEWTOKEN","expiresIn":28800,"refreshToken":"NEWREFRESH","tokenType":"Bearer"}"#
        try await Self.with(Self.session, [.ok(renewal), .ok(Self.keys)]) { stage in
            try stage.put(Self.token(time), Self.sessionFile)
            _ = try await stage.chain.credentials()
            let requests = stage.transport.requests
            #expect(
                requests.map(\.host) == [
                    "oidc.eu-central-1.amazonaws.com", "portal.sso.eu-central-1.amazonaws.com",
                ])
            #expect(requests[0].method == "POST" && requests[0].target == "/token")
            #expect(
                try JSONValue(parsing: requests[0].body) == [
                    "clientId": "client", "clientSecret": "CLIENTSECRET", "grantType": "refresh_token",
                    "refreshToken": "REFRESHTOKEN",
                ])
            #expect(requests[1].header("x-amz-sso_bearer_token") == "NEWTOKEN")
            var expected = Self.token("17:30:00").objectValue ?? [:]
            expected["accessToken"] = "NEWTOKEN"
            expected["refreshToken"] = "NEWREFRESH"
            #expect(try stage.get(Self.sessionFile) == .object(expected))
            #expect(try stage.mode(Self.sessionFile) == 0o600)
            #expect(try stage.count(".aws/sso/cache") == 1)
        }
    }

    @Test func aTokenWithTimeLeftIsNotRenewed() async throws {
        try await Self.with(Self.session, [.ok(Self.keys)]) { stage in
            try stage.put(Self.token("09:45:00"), Self.sessionFile)
            _ = try await stage.chain.credentials()
            #expect(stage.transport.requests.count == 1)
        }
    }

    @Test func aRenewalThatFailsLeavesTheTokenUntilItsEnd() async throws {
        let refusal = ScriptedTransport.Answer.response(
            400, [:], #"{"error":"invalid_grant","error_description":"over"}"#)
        try await Self.with(Self.session, [refusal, .ok(Self.keys)]) { stage in
            try stage.put(Self.token("09:35:00"), Self.sessionFile)
            _ = try await stage.chain.credentials()
            #expect(stage.transport.requests.last?.header("x-amz-sso_bearer_token") == "OLDTOKEN")
            #expect(try stage.get(Self.sessionFile) == Self.token("09:35:00"))
        }
        try await Self.with(Self.session, [refusal]) { stage in
            try stage.put(Self.token("09:30:00"), Self.sessionFile)
            let error = try await stage.failure()
            #expect(error.reason == .expired)
            #expect(error.hint.contains("aws sso login --profile dev"))
        }
    }

    @Test func aServiceOutOfReachIsNotAnEndedSignIn() async throws {
        try await Self.with(Self.session, [.failure(.other)]) { stage in
            try stage.put(Self.token("09:30:00"), Self.sessionFile)
            let error = try await #require(throws: AWSError.self) { try await stage.chain.credentials() }
            #expect(error.transport != nil)
        }
        try await Self.with(Self.session, [.failure(.other), .ok(Self.keys)]) { stage in
            try stage.put(Self.token("09:30:01"), Self.sessionFile)
            _ = try await stage.chain.credentials()
            #expect(stage.transport.requests.last?.header("x-amz-sso_bearer_token") == "OLDTOKEN")
        }
    }

    @Test func aRenewalByAnotherProgramIsTaken() async throws {
        try await withTemporaryDirectory { home in
            let answers = [ScriptedTransport.Answer.response(400, [:], #"{"error":"invalid_grant"}"#), .ok(Self.keys)]
            let stage = try SignInStage(home: home, config: Self.session, answers: answers) {
                var other = Self.token("17:00:00").objectValue ?? [:]
                other["accessToken"] = "OTHERTOKEN"
                try write(JSONValue.object(other).serializedText(), to: "\(home)/\(Self.sessionFile)")
            }
            try stage.put(Self.token("09:00:00"), Self.sessionFile)
            _ = try await stage.chain.credentials()
            #expect(stage.transport.requests.last?.header("x-amz-sso_bearer_token") == "OTHERTOKEN")
        }
    }

    @Test func aRegistrationThatHasEndedIsNotUsed() async throws {
        try await Self.with(Self.session) { stage in
            try stage.put(Self.token("09:00:00", registration: "2026-11-21T09:29:59Z"), Self.sessionFile)
            #expect(try await stage.failure().reason == .expired)
            #expect(stage.transport.requests.isEmpty)
        }
    }

    @Test func hostsMayBeChosen() async throws {
        let variables = [
            "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:81/p", "AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:82",
        ]
        let renewal = #"{"accessToken":"NEWTOKEN","expiresIn":28800}"#
        try await Self.with(Self.session, variables: variables, [.ok(renewal), .ok(Self.keys)]) { stage in
            try stage.put(Self.token("09:35:00"), Self.sessionFile)
            _ = try await stage.chain.credentials()
            #expect(stage.transport.requests.map(\.port) == [82, 81])
            #expect(stage.transport.requests.last?.target.hasPrefix("/p/federation/credentials?") == true)
            #expect(try stage.get(Self.sessionFile)["refreshToken"] == "REFRESHTOKEN")
        }
        try await Self.with(
            Self.session, variables: ["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"],
            [.ok(Self.keys)]
        ) { stage in
            try stage.put(Self.token("17:00:00"), Self.sessionFile)
            _ = try await stage.chain.credentials()
            #expect(stage.transport.requests.map(\.host) == ["portal.sso-fips.eu-central-1.api.aws"])
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let status: Int
        let code: String
        let reason: CredentialsError.Reason
        let parts: [String]

        init(_ status: Int, _ code: String, _ reason: CredentialsError.Reason, says parts: String...) {
            self.status = status
            self.code = code
            self.reason = reason
            self.parts = parts
        }

        var testDescription: String { code }
    }

    @Test(arguments: [
        Refusal(
            401, "UnauthorizedException", .expired, says: "does not take the sign-in",
            "aws sso login --profile dev"),
        Refusal(
            403, "ForbiddenException", .unavailable, says: "no role Deploy Role in account 123456789012",
            "sso_role_name"),
        Refusal(404, "ResourceNotFoundException", .unavailable, says: "no role Deploy Role in account 123456789012"),
    ])
    func whatThePortalRefusesIsExplained(_ c: Refusal) async throws {
        let answer = ScriptedTransport.Answer.response(
            c.status, ["x-amzn-ErrorType": c.code], #"{"message":"No access"}"#)
        try await Self.with(Self.session, [answer]) { stage in
            try stage.put(Self.token("17:00:00"), Self.sessionFile)
            let error = try await stage.failure()
            #expect(error.reason == c.reason)
            for part in c.parts { #expect(error.description.contains(part), "\(error)") }
            #expect(!error.description.contains("OLDTOKEN"))
        }
    }

    @Test func aBrokenAnswerIsAnError() async throws {
        for body in ["", "<keys/>", "{}", #"{"roleCredentials":{"accessKeyId":"A"}}"#] {
            try await Self.with(Self.session, [.ok(body)]) { stage in
                try stage.put(Self.token("17:00:00"), Self.sessionFile)
                let error = try await #require(throws: AWSError.self) { try await stage.chain.credentials() }
                #expect(error.code == "UnreadableResponse")
            }
        }
    }

    @Test(arguments: ["", "no JSON", "[]", "{}", #"{"accessToken":"T"}"#, #"{"accessToken":"T","expiresAt":"soon"}"#])
    func withoutATokenTheUserIsToldToSignIn(file: String) async throws {
        for (config, name, command) in [
            (Self.session, Self.sessionFile, "aws sso login --profile dev"),
            (Self.legacy, Self.legacyFile, "aws sso login --profile dev"),
        ] {
            try await Self.with(config) { stage in
                if !file.isEmpty { try write(file, to: "\(stage.home)/\(name)") }
                let error = try await stage.failure()
                #expect(error.message.contains("not signed in"))
                #expect(error.hint.contains(command))
                #expect(stage.transport.requests.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("sso_session = my-sso", "sso_session = other", "[sso-session other]"),
        ("sso_role_name = Deploy Role", "", "sso_role_name"), ("sso_account_id = 123456789012", "", "sso_account_id"),
        ("sso_region = eu-central-1", "", "sso_region"),
        ("sso_region = eu-central-1", "sso_region = evil.example.com/", "sso_region"),
        ("sso_region = eu-central-1", "sso_region = us-iso-east-1", "isolated"),
        ("sso_role_name = Deploy Role", "sso_role_name = R\nsso_region = eu-west-1", "another sso_region"),
    ])
    func aProfileThatLacksSomethingIsToldSo(from: String, to: String, part: String) async throws {
        try await Self.with(Self.session.replacing(from, with: to)) { stage in
            let error = try await stage.failure()
            #expect(error.reason == .misconfigured)
            #expect(error.description.contains(part), "\(error)")
        }
    }
}
