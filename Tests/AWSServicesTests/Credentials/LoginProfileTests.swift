// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import AWSWire
import Crypto
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct LoginProfileTests {
    static let config = "[profile dev]\nlogin_session = arn:aws:iam::123456789012:user/jane\nregion = eu-west-1\n"
    /// SHA-256 of the value of `login_session`.
    static let name = "e503db6a50c52e426cd2e8b0edf93b94ec9cb0ba1ccdba607277d35e756abde9.json"
    static let file = ".aws/login/cache/\(name)"
    static let key = P256.Signing.PrivateKey()

    /// Keys that end at a time of the morning of 2026-11-21; it is 09:30.
    static func login(_ time: String, key: P256.Signing.PrivateKey = key) -> JSONValue {
        [
            "accessToken": [
                "accessKeyId": "ASIAOLD", "secretAccessKey": "OLDSECRET", "sessionToken": "OLDTOKEN",
                "accountId": "123456789012", "expiresAt": .string("2026-11-21T\(time)Z"), "more": true,
            ],
            "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4", "refreshToken": "REFRESHTOKEN",
            "clientId": "arn:aws:signin:::devtools/same-device", "idToken": "x",
            "dpopKey": .string(key.pemRepresentation),
        ]
    }

    static let renewal =
        #"{"accessToken":{"accessKeyId":"ASIANEW","secretAccessKey":"NEWSECRET","sessionToken":"NEWTOKEN"},"#
        + #""tokenType":"t","expiresIn":900,"refreshToken":"NEWREFRESH"}"#

    static func with(
        variables: [String: String] = [:], config: String = config, _ answers: [ScriptedTransport.Answer] = [],
        _ body: (SignInStage) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { home in
            try await body(SignInStage(home: home, config: config, variables: variables, answers: answers))
        }
    }

    @Test func keysWithTimeLeftAreUsed() async throws {
        try await Self.with { stage in
            try stage.put(Self.login("09:35:01"), Self.file)
            let found = try await stage.chain.credentials()
            #expect(found?.credentials.accessKeyID == "ASIAOLD")
            #expect(found?.accountID == "123456789012")
            #expect(found?.expiresAt == Date(timeIntervalSince1970: 1_795_253_701))
            #expect(found?.source == "profile dev (aws login)")
            #expect(stage.transport.requests.isEmpty)
        }
    }

    @Test func theFolderMayBeChosen() async throws {
        try await withTemporaryDirectory { home in
            let stage = try SignInStage(
                home: home, config: Self.config, variables: ["AWS_LOGIN_CACHE_DIRECTORY": "~/elsewhere"])
            try stage.put(Self.login("10:00:00"), "elsewhere/\(Self.name)")
            #expect(try await stage.chain.credentials() != nil)
        }
    }

    @Test(arguments: ["09:35:00", "09:00:00"])
    func keysNearTheirEndAreRenewedWithAProofAndWrittenBack(time: String) async throws {
        try await Self.with([.ok(Self.renewal)]) { stage in
            try stage.put(Self.login(time), Self.file)
            let found = try await stage.chain.credentials()
            #expect(found?.credentials.accessKeyID == "ASIANEW")
            #expect(found?.expiresAt == Date(timeIntervalSince1970: 1_795_254_300))
            let request = try #require(stage.transport.requests.first)
            #expect(request.host == "eu-west-1.signin.aws.amazon.com")
            #expect(request.method == "POST" && request.target == "/v1/token")
            #expect(request.header("Authorization") == nil)
            #expect(
                try JSONValue(parsing: request.body) == [
                    "clientId": "arn:aws:signin:::devtools/same-device", "grantType": "refresh_token",
                    "refreshToken": "REFRESHTOKEN",
                ])
            try Self.check(
                try #require(request.header("DPoP")), url: "https://eu-west-1.signin.aws.amazon.com/v1/token")

            var expected = Self.login("09:45:00").objectValue ?? [:]
            var keys = expected["accessToken"]?.objectValue ?? [:]
            keys["accessKeyId"] = "ASIANEW"
            keys["secretAccessKey"] = "NEWSECRET"
            keys["sessionToken"] = "NEWTOKEN"
            expected["accessToken"] = .object(keys)
            expected["refreshToken"] = "NEWREFRESH"
            #expect(try stage.get(Self.file) == .object(expected))
            #expect(try stage.mode(Self.file) == 0o600)
        }
    }

    /// Checks a proof as the service does.
    private static func check(_ proof: String, url: String) throws {
        let parts = proof.split(separator: ".").map(String.init)
        #expect(parts.count == 3)
        let header = try JSONValue(parsing: [UInt8](decoded(parts[0])))
        #expect(header["typ"] == "dpop+jwt" && header["alg"] == "ES256")
        #expect(header["jwk"]?["kty"] == "EC" && header["jwk"]?["crv"] == "P-256")
        let payload = try JSONValue(parsing: [UInt8](decoded(parts[1])))
        #expect(payload["htm"] == "POST" && payload["htu"] == .string(url) && payload["iat"] == 1_795_253_400)
        #expect(payload["jti"]?.stringValue?.count == 36)
        let x = decoded(header["jwk"]?["x"]?.stringValue ?? "")
        let y = decoded(header["jwk"]?["y"]?.stringValue ?? "")
        let key = try P256.Signing.PublicKey(x963Representation: [4] + x + y)
        #expect(key.x963Representation == Self.key.publicKey.x963Representation)
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: decoded(parts[2]))
        #expect(key.isValidSignature(signature, for: Data("\(parts[0]).\(parts[1])".utf8)))
    }

    private static func decoded(_ text: String) -> Data {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)) ?? Data()
    }

    /// A key in the form that the CLI writes: SEC 1, `EC PRIVATE KEY`.
    @Test func theKeyMayBeInTheFormOfTheCLI() {
        let pem = """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIDo3gXXe7DwtWyJGC2PIRCQJs672NiALc2SCr6sFQn8ioAoGCCqGSM49
            AwEHoUQDQgAE8pT95tqfohTy6bJnMyh3KCFqST5t7+fXEfl3SJJAYVeCEidGrblT
            yv8gfMD+BKKha0x9jKw9JAKNsfb3UKQz8A==
            -----END EC PRIVATE KEY-----

            """
        #expect(DPoPProof(pem: pem) != nil)
        #expect(DPoPProof(pem: pem.replacing("EC ", with: "")) == nil)
        #expect(DPoPProof(pem: "") == nil)
    }

    @Test func theAddressOfTheProofIsTheOneThatIsCalled() async throws {
        try await Self.with(variables: ["AWS_ENDPOINT_URL_SIGNIN": "http://127.0.0.1:81/x"], [.ok(Self.renewal)]) {
            stage in
            try stage.put(Self.login("09:35:00"), Self.file)
            _ = try await stage.chain.credentials()
            let request = try #require(stage.transport.requests.first)
            try Self.check(try #require(request.header("DPoP")), url: "http://127.0.0.1:81/x/v1/token")
        }
    }

    @Test func withoutARegionThePartitionOfTheIdentityDecides() async throws {
        let arn = "arn:aws-us-gov:iam::123456789012:user/jane"
        try await Self.with(config: "[profile dev]\nlogin_session = \(arn)\n", [.ok(Self.renewal)]) { stage in
            let name = SignInCache(folder: "\(stage.home)/.aws/login/cache").path(ofLogin: arn)
            try write(Self.login("09:31:00").serializedText(), to: name)
            _ = try await stage.chain.credentials()
            #expect(stage.transport.requests.map(\.host) == ["us-gov-west-1.signin.amazonaws-us-gov.com"])
        }
    }

    @Test(arguments: [
        ("TOKEN_EXPIRED", "has expired."), ("USER_CREDENTIALS_CHANGED", "the password was changed"),
        ("INSUFFICIENT_PERMISSIONS", "signin:CreateOAuth2Token"), ("server_error", "because"),
    ])
    func aRefusedRenewalLeavesTheKeysUntilTheirEnd(reason: String, part: String) async throws {
        let refusal = ScriptedTransport.Answer.response(
            403, ["x-amzn-ErrorType": "AccessDeniedException"], "{\"error\":\"\(reason)\",\"message\":\"because\"}")
        try await Self.with([refusal]) { stage in
            try stage.put(Self.login("09:30:01"), Self.file)
            #expect(try await stage.chain.credentials()?.credentials.accessKeyID == "ASIAOLD")
        }
        try await Self.with([refusal]) { stage in
            try stage.put(Self.login("09:30:00"), Self.file)
            let error = try await stage.failure()
            #expect(error.reason == .expired)
            #expect(error.description.contains(part), "\(error)")
            #expect(error.hint.contains("aws login --profile dev"))
            #expect(!"\(error)".contains("TOKEN\"") && !"\(error)".contains("SECRET"))
        }
    }

    @Test func aRenewalByAnotherProgramIsTaken() async throws {
        try await withTemporaryDirectory { home in
            let refusal = ScriptedTransport.Answer.response(403, [:], #"{"error":"TOKEN_EXPIRED"}"#)
            let stage = try SignInStage(home: home, config: Self.config, answers: [refusal]) {
                var other = Self.login("09:45:00").objectValue ?? [:]
                var keys = other["accessToken"]?.objectValue ?? [:]
                keys["accessKeyId"] = "ASIAOTHER"
                other["accessToken"] = .object(keys)
                try write(JSONValue.object(other).serializedText(), to: "\(home)/\(Self.file)")
            }
            try stage.put(Self.login("09:00:00"), Self.file)
            #expect(try await stage.chain.credentials()?.credentials.accessKeyID == "ASIAOTHER")
        }
    }

    @Test func aServiceOutOfReachIsNotAnEndedSignIn() async throws {
        try await Self.with([.failure(.other)]) { stage in
            try stage.put(Self.login("09:30:00"), Self.file)
            let error = try await #require(throws: AWSError.self) { try await stage.chain.credentials() }
            #expect(error.transport != nil)
        }
    }

    @Test func aKeyThatCannotBeReadMeansToSignInAgain() async throws {
        try await Self.with { stage in
            var login = Self.login("09:00:00").objectValue ?? [:]
            login["dpopKey"] = "no key"
            try stage.put(.object(login), Self.file)
            #expect(try await stage.failure().hint.contains("aws login --profile dev"))
            #expect(stage.transport.requests.isEmpty)
        }
    }

    @Test(arguments: ["", "no JSON", "{}", #"{"accessToken":{"accessKeyId":"A"}}"#])
    func withoutKeysTheUserIsToldToSignIn(text: String) async throws {
        try await Self.with { stage in
            if !text.isEmpty { try write(text, to: "\(stage.home)/\(Self.file)") }
            let error = try await stage.failure()
            #expect(error.message == "Profile dev is not signed in with aws login.")
            #expect(error.hint.contains("aws login --profile dev"))
        }
    }
}
