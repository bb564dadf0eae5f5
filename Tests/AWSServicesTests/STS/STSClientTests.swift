// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct STSClientTests {
    @Test func readsTheIdentity() async throws {
        let fixture = try CallerFixture([
            .ok(
                """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>AIDA</UserId>
                <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
                """)
        ])
        let identity = try await STSClient(caller: fixture.caller(.sts)).callerIdentity()
        #expect(
            identity
                == CallerIdentity(account: "123456789012", arn: "arn:aws:iam::123456789012:user/me", userID: "AIDA"))
        let request = try #require(fixture.transport.requests.first)
        #expect(request.text == "Action=GetCallerIdentity&Version=2011-06-15")
        #expect(request.header("Content-Type") == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(request.host == "sts.eu-west-1.amazonaws.com")
    }

    static let role = """
        <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>
        <SecretAccessKey>SECRET</SecretAccessKey><SessionToken>TOKEN</SessionToken>
        <Expiration>2026-11-21T10:30:00Z</Expiration></Credentials><AssumedRoleUser>
        <Arn>arn:aws:sts::210987654321:assumed-role/r/s</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>
        """

    @Test func takesOnARole() async throws {
        let fixture = try CallerFixture([.ok(Self.role)])
        let found = try await STSClient(caller: fixture.caller(.sts)).assumeRole(
            AssumeRoleRequest(
                roleARN: "arn:aws:iam::210987654321:role/r", sessionName: "s", externalID: "e",
                duration: .seconds(900)))
        #expect(
            fixture.transport.requests.first?.text
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fr"
                + "&RoleSessionName=s&ExternalId=e&DurationSeconds=900")
        #expect(
            found.credentials == AWSCredentials(accessKeyID: "ASIA", secretAccessKey: "SECRET", sessionToken: "TOKEN"))
        #expect(found.expiresAt?.timeIntervalSince1970 == 1_795_257_000)
        #expect(found.accountID == "210987654321")
        #expect(!"\(found)".contains("SECRET") && !"\(found)".contains("TOKEN"))
    }

    @Test(arguments: ["", "<x/>", "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"])
    func anAnswerWithoutCredentialsIsAnError(body: String) async throws {
        let fixture = try CallerFixture([.ok(body)])
        let error = try await #require(throws: AWSError.self) {
            try await STSClient(caller: fixture.caller(.sts)).assumeRole(
                AssumeRoleRequest(roleARN: "r", sessionName: "s"))
        }
        #expect(error.code == "UnreadableResponse")
    }

    @Test func theStandardClientsTakeOnTheProfilesRoleOnceAndSignWithIt() async throws {
        let clock = VirtualClock()
        let transport = ScriptedTransport([.ok(Self.role), .ok("{}"), .ok("{}")])
        let environment = clock.environment()
        let configuration = try AWSConfiguration(
            choices: .init(profile: "p"), environment: environment,
            shared: sharedConfig(
                "[profile p]\nregion = eu-west-1\nrole_arn = arn:aws:iam::210987654321:role/r\nsource_profile = s\n",
                credentials: "[s]\naws_access_key_id = SOURCE\naws_secret_access_key = x\n"))
        let clients = AWSClients.standard(
            configuration: configuration, environment: environment, transport: transport, userAgent: "resumectl/0")
        for _ in 0..<2 { _ = try await clients.caller(for: .lambda, region: "us-west-2").send(.json("Any")) }
        #expect(
            transport.requests.map(\.host) == [
                "sts.eu-west-1.amazonaws.com", "lambda.us-west-2.amazonaws.com", "lambda.us-west-2.amazonaws.com",
            ])
        #expect(transport.requests[0].header("Authorization")?.contains("Credential=SOURCE/") == true)
        #expect(transport.requests[1].header("Authorization")?.contains("Credential=ASIA/") == true)
        #expect(transport.requests[1].header("x-amz-security-token") == "TOKEN")
    }
}
