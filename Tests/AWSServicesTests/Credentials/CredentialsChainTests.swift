// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import Synchronization
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct CredentialsChainTests {
    /// Remembers who took on which role.
    final class Roles: Sendable {
        private let calls = Mutex<[String]>([])
        var all: [String] { calls.withLock { $0 } }

        func assume(_ role: AssumeRoleRequest, _ source: TimedCredentials) -> TimedCredentials {
            calls.withLock { $0.append("\(source.credentials.accessKeyID) → \(role.roleARN)") }
            return TimedCredentials(
                credentials: AWSCredentials(accessKeyID: "OF-" + role.roleARN, secretAccessKey: "s", sessionToken: "t"),
                source: "sts")
        }
    }

    static func chain(
        _ variables: [String: String] = [:], profile: String? = nil, _ config: String = "", credentials: String = "",
        roles: Roles = Roles(), runnerRole: String? = nil, askCode: CredentialsServices.AskCode? = nil,
        onAssume: @escaping @Sendable (AssumeRoleRequest) -> Void = { _ in }
    ) throws -> CredentialsChain {
        let environment = VirtualClock().environment(variables)
        let configuration = try AWSConfiguration(
            choices: .init(profile: profile), environment: environment,
            shared: sharedConfig(config, credentials: credentials))
        let anonymous = AWSClients(
            configuration: configuration, environment: environment, transport: ScriptedTransport([]),
            credentials: NoCredentials(), userAgent: "resumectl/0.0.0")
        let services = CredentialsServices(
            transport: ScriptedTransport([]), askCode: askCode, signIn: anonymous.caller,
            assumeRole: { role, source in
                onAssume(role)
                return roles.assume(role, source)
            },
            assumeRoleWithWebIdentity: { request in
                roles.assume(
                    AssumeRoleRequest(roleARN: request.roleARN, sessionName: request.sessionName),
                    TimedCredentials(
                        credentials: AWSCredentials(accessKeyID: request.token, secretAccessKey: ""), source: "token"))
            })
        return .standard(
            configuration: configuration, environment: environment, services: services, runnerRole: runnerRole)
    }

    static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
    static let file =
        "[default]\naws_access_key_id = DEFAULT\naws_secret_access_key = s\n"
        + "[dev]\naws_access_key_id = DEV\naws_secret_access_key = s\naws_session_token = t\n"

    @Test func theEnvironmentComesFirst() async throws {
        let found = try await Self.chain(Self.keys, credentials: Self.file).credentials()
        #expect(found?.credentials == AWSCredentials(accessKeyID: "ENV", secretAccessKey: "s", sessionToken: "t"))
        // AWS_PROFILE alone does not change that.
        let named = Self.keys.merging(["AWS_PROFILE": "dev"]) { $1 }
        #expect(try await Self.chain(named, credentials: Self.file).credentials()?.credentials.accessKeyID == "ENV")
    }

    @Test func aProfileOnTheCommandLinePassesOverTheEnvironment() async throws {
        let found = try await Self.chain(Self.keys, profile: "dev", credentials: Self.file).credentials()
        #expect(found?.credentials == AWSCredentials(accessKeyID: "DEV", secretAccessKey: "s", sessionToken: "t"))
        #expect(found?.source == "profile dev (~/.aws/credentials)")
    }

    @Test func readsExpiryAndAccountFromTheEnvironment() async throws {
        let variables = Self.keys.merging(
            ["AWS_CREDENTIAL_EXPIRATION": "2026-11-21T10:30:00Z", "AWS_ACCOUNT_ID": "123456789012"]) { $1 }
        let found = try await Self.chain(variables).credentials()
        #expect(found?.expiresAt?.timeIntervalSince1970 == 1_795_257_000)
        #expect(found?.accountID == "123456789012")
    }

    @Test func theConfigFileMayHoldKeysToo() async throws {
        let config = "[profile dev]\naws_access_key_id = CONFIG\naws_secret_access_key = s\n"
        #expect(
            try await Self.chain(profile: "dev", config).credentials()?.source == "profile dev (~/.aws/config)")
        #expect(
            try await Self.chain(profile: "dev", config, credentials: Self.file).credentials()?.credentials.accessKeyID
                == "DEV")
    }

    @Test func takesOnARoleWithTheSourceProfile() async throws {
        let roles = Roles()
        let requests = Mutex<[AssumeRoleRequest]>([])
        let found = try await Self.chain(
            profile: "prod",
            """
            [profile prod]
            role_arn = arn:aws:iam::1:role/deploy
            source_profile = dev
            external_id = ext
            duration_seconds = 3600
            role_session_name = me
            """, credentials: Self.file, roles: roles, onAssume: { role in requests.withLock { $0.append(role) } }
        ).credentials()
        #expect(roles.all == ["DEV → arn:aws:iam::1:role/deploy"])
        #expect(
            requests.withLock { $0 } == [
                AssumeRoleRequest(
                    roleARN: "arn:aws:iam::1:role/deploy", sessionName: "me", externalID: "ext",
                    duration: .seconds(3600))
            ])
        #expect(found?.source == "role arn:aws:iam::1:role/deploy of profile prod")
    }

    @Test func aSessionNameIsMadeUpWhenThereIsNone() async throws {
        let names = Mutex<[String]>([])
        _ = try await Self.chain(
            profile: "p", "[profile p]\nrole_arn = r\nsource_profile = dev\n", credentials: Self.file,
            onAssume: { role in names.withLock { $0.append(role.sessionName) } }
        ).credentials()
        #expect(names.withLock { $0 } == ["resumectl-1795253400"])
    }

    @Test func rolesMayBeChained() async throws {
        let roles = Roles()
        _ = try await Self.chain(
            profile: "c",
            """
            [profile a]
            role_arn = A
            source_profile = dev
            [profile b]
            role_arn = B
            source_profile = a
            [profile c]
            role_arn = C
            source_profile = b
            """, credentials: Self.file, roles: roles
        ).credentials()
        #expect(roles.all == ["DEV → A", "OF-A → B", "OF-B → C"])
    }

    @Test func aProfileMayNameItselfIfItHasKeys() async throws {
        let roles = Roles()
        _ = try await Self.chain(
            profile: "dev", "[profile dev]\nrole_arn = R\nsource_profile = dev\n", credentials: Self.file, roles: roles
        ).credentials()
        #expect(roles.all == ["DEV → R"])
    }

    @Test func keysOfASourceProfileWinOverItsOwnRole() async throws {
        let roles = Roles()
        _ = try await Self.chain(
            profile: "p",
            """
            [profile p]
            role_arn = P
            source_profile = dev
            [profile dev]
            role_arn = D
            source_profile = p
            """, credentials: Self.file, roles: roles
        ).credentials()
        #expect(roles.all == ["DEV → P"])
    }

    struct BadCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let variables: [String: String]
        let profile: String?
        let config: String
        let credentials: String
        let parts: [String]

        init(
            _ name: String, _ variables: [String: String] = [:], profile: String? = nil, config: String = "",
            credentials: String = "", says parts: String...
        ) {
            testDescription = name
            self.variables = variables
            self.profile = profile
            self.config = config
            self.credentials = credentials
            self.parts = parts
        }
    }

    @Test(arguments: [
        BadCase(
            "nothing anywhere",
            says:
                "environment variables, GitHub Actions, profile default, container credentials, EC2 instance metadata",
            "aws login", "aws configure sso", "AWS_PROFILE"),
        BadCase(
            "nothing anywhere in Actions", ["GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "jane/site"],
            says: "id-token: write", "resumectl ci setup --repo jane/site"),
        BadCase(
            "a role in Actions without the permission", ["GITHUB_ACTIONS": "true", "AWS_ROLE_ARN": "R"],
            says: "permissions: id-token: write is missing", "role R"),
        BadCase(
            "token without a role", ["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere"], says: "AWS_ROLE_ARN",
            "AWS_WEB_IDENTITY_TOKEN_FILE"),
        BadCase(
            "token file missing", ["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_ARN": "R"],
            says: "/nowhere", "cannot be read"),
        BadCase(
            "no such credential_source", profile: "p",
            config: "[profile p]\nrole_arn = R\ncredential_source = Moon\n", says: "Moon", "EcsContainer"),
        BadCase(
            "nothing in the credential_source", profile: "p",
            config: "[profile p]\nrole_arn = R\ncredential_source = EcsContainer\n",
            says: "there are no container credentials"),
        BadCase(
            "process with an open quote", profile: "p", config: "[profile p]\ncredential_process = a 'b\n",
            says: "a quote is opened", "~/.aws/config"),
        BadCase(
            "container address in the open", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/x"],
            says: "example.com", "unencrypted"),
        BadCase("half of the keys", ["AWS_ACCESS_KEY_ID": "A"], says: "AWS_SECRET_ACCESS_KEY is not"),
        BadCase("the other half", ["AWS_SECRET_ACCESS_KEY": "SECRET"], says: "AWS_ACCESS_KEY_ID is not"),
        BadCase(
            "expired", keys.merging(["AWS_CREDENTIAL_EXPIRATION": "2026-11-21T09:29:59Z"]) { $1 }, says: "expired"),
        BadCase("expiry is no time", keys.merging(["AWS_CREDENTIAL_EXPIRATION": "soon"]) { $1 }, says: "not a time"),
        BadCase(
            "unknown profile", profile: "nope", credentials: file, says: "no profile nope", "default, dev"),
        BadCase("unknown profile in the environment", ["AWS_PROFILE": "nope"], says: "no profile nope"),
        BadCase(
            "profile without the word profile", profile: "dev", config: "[dev]\nregion = a-b-1\n",
            says: "[profile dev]"),
        BadCase(
            "profile without credentials", profile: "p", config: "[profile p]\nregion = a-b-1\n",
            says: "Profile p says nothing about credentials", "source_profile"),
        BadCase(
            "sign-in without account and role", profile: "p", config: "[profile p]\nsso_session = s\n",
            says: "Profile p has sso_session", "sso_account_id", "aws configure sso --profile p"),
        BadCase(
            "half of the keys in a file", profile: "p", credentials: "[p]\naws_secret_access_key = SECRET\n",
            says: "aws_access_key_id", "~/.aws/credentials"),
        BadCase("no source", profile: "p", config: "[profile p]\nrole_arn = R\n", says: "no source_profile"),
        BadCase(
            "unknown source", profile: "p", config: "[profile p]\nrole_arn = R\nsource_profile = q\n",
            says: "source_profile q"),
        BadCase(
            "source without credentials", profile: "p",
            config: "[profile p]\nrole_arn = R\nsource_profile = q\n[profile q]\nregion = a-b-1\n", says: "profile q"),
        BadCase(
            "itself without keys", profile: "p", config: "[profile p]\nrole_arn = R\nsource_profile = p\n",
            says: "names itself"),
        BadCase(
            "loop", profile: "a",
            config: "[profile a]\nrole_arn = A\nsource_profile = b\n[profile b]\nrole_arn = B\nsource_profile = a\n",
            says: "a → b → a"),
        BadCase(
            "loop behind the start", profile: "a",
            config: "[profile a]\nrole_arn = A\nsource_profile = b\n[profile b]\nrole_arn = B\nsource_profile = c\n"
                + "[profile c]\nrole_arn = C\nsource_profile = b\n", says: "b → c → b"),
        BadCase(
            "one-time code", profile: "p",
            config: "[profile p]\nrole_arn = R\nsource_profile = dev\nmfa_serial = m\n", credentials: file,
            says: "mfa_serial m", "no terminal"),
        BadCase(
            "session name", profile: "p",
            config: "[profile p]\nrole_arn = R\nsource_profile = dev\nrole_session_name = a b\n", credentials: file,
            says: "role_session_name"),
        BadCase(
            "two sources", profile: "p",
            config: "[profile p]\nrole_arn = R\nsource_profile = q\ncredential_source = Environment\n", says: "both"),
        BadCase(
            "duration out of range", profile: "p",
            config: "[profile p]\nrole_arn = R\nsource_profile = dev\nduration_seconds = 10\n", credentials: file,
            says: "900 to 43200"),
    ])
    func saysWhatIsMissingAndNeverASecret(_ c: BadCase) async throws {
        let chain = try Self.chain(c.variables, profile: c.profile, c.config, credentials: c.credentials)
        let error = try await #require(throws: CredentialsError.self) { try await chain.credentials() }
        for part in c.parts { #expect(error.description.contains(part), "\(error)") }
        #expect(!error.hint.isEmpty)
        #expect(!error.description.contains("SECRET ") && !error.description.hasSuffix("SECRET"))
    }

    @Test func nothingThatHoldsSecretsShowsThem() throws {
        let environment = VirtualClock().environment(["AWS_SECRET_ACCESS_KEY": "HIDE1"])
        let shared = try sharedConfig(credentials: "[default]\naws_secret_access_key = HIDE2\n")
        let configuration = try AWSConfiguration(environment: environment, shared: shared)
        var text = "\(environment) \(configuration) \(shared) \(String(reflecting: shared.profile("default")))"
        dump(environment, to: &text)
        dump(configuration, to: &text)
        dump(shared.profile("default"), to: &text)
        #expect(text.contains("aws_secret_access_key"))
        #expect(!text.contains("HIDE"))
    }

    @Test func aPlaceThatFailsIsNotPassedOver() async throws {
        // Half of the keys in the environment, a good default profile.
        let chain = try Self.chain(["AWS_ACCESS_KEY_ID": "A"], credentials: Self.file)
        await #expect(throws: CredentialsError.self) { try await chain.credentials() }
    }

    @Test func takesOnARoleWithTheEnvironmentEvenWhenAProfileIsNamed() async throws {
        let roles = Roles()
        _ = try await Self.chain(
            Self.keys, profile: "p", "[profile p]\nrole_arn = R\ncredential_source = environment\n", roles: roles
        ).credentials()
        #expect(roles.all == ["ENV → R"])
    }

    @Test func asksForAOneTimeCodeOnceAndKeepsTheSession() async throws {
        let asked = Mutex<[String]>([])
        let codes = Mutex<[AssumeRoleRequest.OneTimeCode?]>([])
        let chain = try Self.chain(
            profile: "p", "[profile p]\nrole_arn = R\nsource_profile = dev\nmfa_serial = arn:device\n",
            credentials: Self.file,
            askCode: { device in
                asked.withLock { $0.append(device) }
                return asked.withLock { $0.count } == 1 ? "12345" : "123 456"
            }, onAssume: { role in codes.withLock { $0.append(role.oneTimeCode) } })
        #expect(try await chain.credentials()?.credentials.accessKeyID == "OF-R")
        #expect(asked.withLock { $0 } == ["arn:device", "arn:device"])
        #expect(codes.withLock { $0 } == [.init(device: "arn:device", code: "123456")])
        // The session of `Roles` has no end that is known, so a second time is too late; nobody is asked again.
        let error = try await #require(throws: CredentialsError.self) { try await chain.credentials() }
        #expect(error.reason == .expired && error.description.contains("one-time code is over"))
        #expect(asked.withLock { $0.count } == 2)
    }

    @Test func aTokenFileOfTheEnvironmentIsReadEachTimeAndNeedsNoProfile() async throws {
        try await withTemporaryDirectory { folder in
            let roles = Roles()
            let chain = try Self.chain(
                ["AWS_WEB_IDENTITY_TOKEN_FILE": "\(folder)/token", "AWS_ROLE_ARN": "R"], roles: roles)
            try write("one\n", to: "\(folder)/token")
            _ = try await chain.credentials()
            try write("two", to: "\(folder)/token")
            let found = try await chain.credentials()
            #expect(roles.all == ["one → R", "two → R"])
            #expect(found?.source == "role R, with the token of AWS_WEB_IDENTITY_TOKEN_FILE")
        }
    }

    @Test func theRoleOfTheConfigurationIsForActionsAlone() async throws {
        #expect(
            try await Self.chain(credentials: Self.file, runnerRole: "R").credentials()?.credentials.accessKeyID
                == "DEFAULT")
        let keysInActions = Self.keys.merging(["GITHUB_ACTIONS": "true"]) { $1 }
        #expect(try await Self.chain(keysInActions, runnerRole: "R").credentials()?.credentials.accessKeyID == "ENV")
    }
}
