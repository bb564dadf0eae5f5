// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

@testable import ResumectlCommands

@Suite struct WhoamiCommandTests {
    /// An account in which the caller has this ARN.
    private static func account(_ arn: String, _ more: [ScriptedAccount.Rule] = []) -> ScriptedAccount {
        ScriptedAccount(
            [
                { request in
                    guard ScriptedAccount.isIdentity(request) else { return nil }
                    return ScriptedAccount.answer(
                        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(arn)</Arn><UserId>AIDA</UserId>"
                            + "<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>")
                }
            ] + more)
    }

    private static let root = "arn:aws:iam::123456789012:root"
    private static let user = "arn:aws:iam::123456789012:user/me"
    private static let role = "arn:aws:sts::123456789012:assumed-role/deploy/me"

    @Test func everythingIsShownWithItsOrigin() async throws {
        let stage = try CommandStage()
        let account = Self.account(Self.user)
        #expect(try await stage.run(["whoami"], account: account) == .done)
        #expect(
            stage.output == """
                Identity      IAM user me
                ARN           arn:aws:iam::123456789012:user/me
                Account       123456789012 (from AWS, for these credentials)
                Region        eu-west-1 (from <folder>/resume.yaml)
                Partition     aws (from the region)
                Credentials   environment variables
                Expire        never: long-lived keys

                """)
        #expect(stage.error == "")
        #expect(account.requests == ["POST sts.eu-west-1.amazonaws.com /"])
    }

    @Test func noConfigurationFileIsNeeded() async throws {
        let stage = try CommandStage()
        try stage.remove("resume.yaml")
        #expect(try await stage.run(["whoami"], account: Self.account(Self.user), namesConfig: false) == .done)
        #expect(stage.output.contains("Region        us-east-1 (from the default)\n"))
        #expect(try await stage.run(["whoami"], account: Self.account(Self.user)) == .usage)
    }

    @Test func aBrokenConfigurationFileIsNoObstacleUnlessNamed() async throws {
        let stage = try CommandStage(config: "name: [x\n")
        #expect(try await stage.run(["whoami"], account: Self.account(Self.user), namesConfig: false) == .done)
        #expect(stage.error.contains("[configuration-not-read]"))
        #expect(try await stage.run(["whoami"]) == .usage)
    }

    @Test func theProfileIsShownWithWhoNamedIt() async throws {
        let stage = try CommandStage()
        try stage.write(
            "home/.aws/credentials",
            "[work]\naws_access_key_id = AKIA\naws_secret_access_key = SECRETKEY\naws_session_token = TOKEN\n")
        let status = try await stage.run(
            ["whoami", "--region", "ap-south-1"], account: Self.account(Self.role), hasKeys: false,
            variables: ["AWS_PROFILE": "work"])
        #expect(status == .done)
        #expect(stage.output.contains("Identity      role deploy, session me\n"))
        #expect(stage.output.contains("Region        ap-south-1 (from --region)\n"))
        #expect(stage.output.contains("Credentials   profile work (<folder>/home/.aws/credentials)\n"))
        #expect(stage.output.contains("Profile       work (from AWS_PROFILE)\n"))
        #expect(stage.output.contains("Expire        at a time that only AWS knows\n"))
        #expect(!(stage.output + stage.error).contains("SECRETKEY"))
    }

    @Test func asJSONItIsOneRecord() async throws {
        let stage = try CommandStage()
        let status = try await stage.run(
            ["whoami", "--json"], account: Self.account(Self.role),
            variables: ["AWS_SESSION_TOKEN": "TOKEN", "AWS_CREDENTIAL_EXPIRATION": "2126-11-21T10:30:00Z"])
        #expect(status == .done)
        let records = try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(records.map { $0["type"] } == ["version", "identity"])
        #expect(
            records[1] == [
                "type": "identity", "kind": "role", "description": "role deploy, session me", "arn": .string(Self.role),
                "userID": "AIDA", "account": "123456789012", "partition": "aws", "region": "eu-west-1",
                "regionSource": "<folder>/resume.yaml", "credentialsSource": "environment variables",
                "accessKeyID": "AKIDEXAMPLE", "expiresAt": "2126-11-21T10:30:00Z", "longLived": false,
            ])
    }

    @Test(arguments: [
        ("cn-north-1", "aws-cn", "sts.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "sts.us-gov-west-1.amazonaws.com"),
        ("eusc-de-east-1", "aws-eusc", "sts.eusc-de-east-1.amazonaws.eu"),
    ])
    func everyPartitionIsAsked(region: String, partition: String, host: String) async throws {
        let stage = try CommandStage()
        let account = Self.account("arn:\(partition):iam::123456789012:user/me")
        #expect(try await stage.run(["whoami", "--region", region], account: account) == .done)
        #expect(account.requests == ["POST \(host) /"])
        #expect(stage.output.contains("Partition     \(partition) (from the region)\n"))
    }

    @Test(arguments: [
        ("cn-north-1", "aws-cn", "ICP"), ("us-gov-west-1", "aws-us-gov", "no CloudFront in AWS GovCloud"),
        ("eusc-de-east-1", "aws-eusc", "European Sovereign Cloud"),
    ])
    func aDeployElsewhereIsRefusedWithTheReason(region: String, partition: String, reason: String) async throws {
        let stage = try CommandStage(config: "name: resume\nsite:\n  path: site\n")
        let account = Self.account("arn:\(partition):iam::123456789012:user/me")
        #expect(try await stage.run(["plan"], account: account, variables: ["AWS_REGION": region]) == .usage)
        #expect(stage.error.contains(reason), "\(stage.error)")
        #expect(stage.error.contains("[unsupported-partition]"))
        #expect(account.requests.isEmpty)
        // Before anything is asked where the command line says it.
        #expect(try await stage.run(["plan", "--region", region]) == .usage)
        #expect(stage.error.contains("--region: \"\(region)\" belongs to a separate part of AWS"))
    }

    @Test func anIsolatedRegionIsRefusedBeforeAnythingIsSent() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["whoami", "--region", "us-iso-east-1"], account: ScriptedAccount()) == .usage)
        #expect(stage.error.contains("isolated"))
    }

    // MARK: Warnings

    @Test(arguments: [
        (root, ["AWS_SESSION_TOKEN": "t"], ["root-user"]),
        (root, ["CI": "true"], ["root-user", "long-lived-keys-in-ci"]),
        (user, [:], []), (user, ["CI": "false"], []), (user, ["CI": "true"], ["long-lived-keys-in-ci"]),
        (user, ["GITHUB_ACTIONS": "true"], ["long-lived-keys-in-ci"]),
        (user, ["CI": "1", "AWS_SESSION_TOKEN": "t"], []), (role, ["CI": "true", "AWS_SESSION_TOKEN": "t"], []),
    ])
    func warnsOfDangerousCredentials(arn: String, variables: [String: String], codes: [String]) async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["whoami"], account: Self.account(arn), variables: variables) == .done)
        let lines = stage.error.split(separator: "\n")
        #expect(lines.count == codes.count, "\(stage.error)")
        for (line, code) in zip(lines, codes) {
            #expect(line.hasPrefix("warning: ") && line.hasSuffix("[\(code)]"))
        }
        #expect(try await stage.run(["whoami", "--json"], account: Self.account(arn), variables: variables) == .done)
        #expect(codes.allSatisfy { stage.output.contains(#""code":"\#($0)""#) })
    }

    @Test func aDeployWarnsOnceAtItsStart() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["deploy", "--dry-run"], account: Self.account(Self.root)) == .done)
        #expect(stage.error.split(separator: "\n").count { $0.hasSuffix("[root-user]") } == 1)
        let plan = try CommandStage()
        #expect(try await plan.run(["plan"], account: Self.account(Self.root)) == .done)
        #expect(!plan.error.contains("root-user"))
    }

    @Test func withoutCredentialsItIsStatus77() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["whoami"], account: ScriptedAccount(), hasKeys: false) == .permission)
        #expect(stage.error.contains("[no-credentials]"))
    }
}
