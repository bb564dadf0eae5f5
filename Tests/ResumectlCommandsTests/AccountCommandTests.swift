// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

@testable import ResumectlCommands

/// Commands that look at an account and may change it.
@Suite struct AccountCommandTests {
    private func records(_ stage: CommandStage) throws -> [JSONValue] {
        try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    private static func refusing(_ code: String, _ status: Int, writesOnly: Bool) -> ScriptedAccount {
        ScriptedAccount([
            { request in
                guard !ScriptedAccount.isIdentity(request) else { return nil }
                let isRead = ["GET", "HEAD"].contains(request.method)
                let isWrite = ScriptedAccount.isS3(request) || request.host.hasPrefix("cloudfront.") ? !isRead : false
                guard isWrite || !writesOnly else { return nil }
                return ScriptedAccount.error(code, status, to: request)
            }
        ])
    }

    /// An account with an origin access control, a leftover of a destroy that was interrupted.
    private static func withControl(description: String = "resumectl:site=resume") -> ScriptedAccount {
        let config =
            "<Name>resume</Name><Description>\(description)</Description><SigningProtocol>sigv4</SigningProtocol>"
            + "<SigningBehavior>always</SigningBehavior><OriginAccessControlOriginType>s3</OriginAccessControlOriginType>"
        return ScriptedAccount([
            { request in
                guard request.target.contains("/origin-access-control") else { return nil }
                switch (request.method, request.target.hasSuffix("/EOAC")) {
                case ("GET", false):
                    return ScriptedAccount.answer(
                        "<OriginAccessControlList><IsTruncated>false</IsTruncated><Items><OriginAccessControlSummary>"
                            + "<Id>EOAC</Id>\(config)</OriginAccessControlSummary></Items></OriginAccessControlList>")
                case ("GET", true):
                    return ScriptedAccount.answer(
                        "<OriginAccessControl><Id>EOAC</Id><OriginAccessControlConfig>\(config)"
                            + "</OriginAccessControlConfig></OriginAccessControl>", etag: "V1")
                case ("DELETE", true): return ScriptedAccount.answer("", status: 204)
                default: return nil
                }
            }
        ])
    }

    // MARK: Plan

    @Test func aPlanOfAnEmptyAccountCreatesEverythingAndSendsNoChange() async throws {
        let stage = try CommandStage()
        let account = ScriptedAccount()
        #expect(try await stage.run(["plan"], account: account) == .done)
        #expect(
            stage.output == """
                Site
                  + S3 bucket resume-123456789012-eu-west-1
                  + Files of the site: 2 new
                      + style.css  text/css; charset=utf-8
                      + index.html  text/html; charset=utf-8
                  + Policy of the bucket
                  ~ Copies cached by CloudFront: nothing to invalidate

                CDN
                  + Origin access control resume
                  + CloudFront function resume-viewer-request
                  + CloudFront distribution

                Plan: 6 to create, 1 to update, 15 unchanged.
                Time: about 3 to 8 minutes until CloudFront serves the change everywhere, after the command has ended.
                Cost: about 0.01 USD a month for 10,000 views and 1 GB.
                      List prices of 2025-06; docs/costs.md has the assumptions.

                """)
        #expect(stage.error == "Account 123456789012, region eu-west-1 (from <folder>/resume.yaml).\n")
        #expect(account.requests.allSatisfy { !$0.hasPrefix("PUT") && !$0.hasPrefix("DELETE") })
    }

    @Test func changesAreStatus2WhenAskedFor() async throws {
        #expect(
            try await CommandStage().run(["plan", "--detailed-exitcode"], account: ScriptedAccount()) == .changesPending
        )
    }

    @Test func aPartOfAPlanHasThatPartAlone() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["plan", "--only", "dns"], account: ScriptedAccount()) == .done)
        #expect(stage.output == "Nothing to do: the account is as the configuration says.\n")
    }

    @Test func theFilesAloneNeedABucket() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["plan", "--only", "site"], account: ScriptedAccount()) == .refused)
        #expect(stage.output.contains("There is no bucket yet."))
    }

    @Test func aPlanAsJSONIsOneRecord() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["plan", "--json"], account: ScriptedAccount()) == .done)
        let records = try records(stage)
        #expect(records.map { $0["type"] } == ["version", "plan"])
        #expect(records[1]["hasChanges"] == true)
        let bucket = records[1]["steps"]?.arrayValue?.first { $0["address"] == "bucket" }
        #expect(bucket?["action"] == "create")
        #expect(bucket?["group"] == "site")
        #expect(stage.error == "")
    }

    @Test func aForeignResourceIsStatus5WithTheWayToAdoptIt() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["plan"], account: Self.withControl(description: "theirs")) == .refused)
        #expect(stage.output.contains("  ! Origin access control resume\n"))
        #expect(stage.output.contains("resumectl deploy --adopt cdn.access -c <folder>/resume.yaml\n"))
        #expect(stage.output.contains("1 in conflict"))
    }

    @Test func anUnknownAddressToAdoptIsAUsageError() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["plan", "--adopt", "bukket"], account: ScriptedAccount()) == .usage)
        #expect(stage.error.contains("[unknown-address]"))
        #expect(stage.error.contains("bucket.policy"))
    }

    // MARK: Trouble

    @Test func missingPermissionsAreStatus77AndSaidTogether() async throws {
        let stage = try CommandStage()
        let account = Self.refusing("AccessDenied", 403, writesOnly: false)
        #expect(try await stage.run(["plan"], account: account) == .permission)
        #expect(stage.output == "")
        #expect(stage.error.contains("error: A permission is missing [permission-denied]\n  because: "))
        #expect(stage.error.contains("dynamodb:DescribeTable is not allowed on table resume-visitors"))
        #expect(stage.error.matches(of: /A permission is missing/).count == 1)
        #expect(stage.error.matches(of: /resumectl policy --for deploy/).count == 1)
        #expect(stage.error.contains("request r-1"))
    }

    @Test func missingCredentialsAreStatus77AndNothingIsSent() async throws {
        let stage = try CommandStage()
        let account = ScriptedAccount()
        let status = try await stage.run(
            ["plan"], account: account, hasKeys: false, variables: ["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(status == .permission)
        #expect(stage.error.contains("[no-credentials]"))
        #expect(account.requests == [])
    }

    @Test func aNetworkThatIsDownIsAPlainError() async throws {
        let stage = try CommandStage()
        let account = ScriptedAccount([
            { _ in throw HTTPTransportError(kind: .connectionFailed, message: "no route to sts.eu-west-1") }
        ])
        #expect(try await stage.run(["plan"], account: account) == .failed)
        #expect(stage.error.contains("error: AWS could not be reached [network]"))
        #expect(stage.error.contains("no route to sts.eu-west-1"))
    }

    @Test func noSecretIsEverShown() async throws {
        for arguments in [["plan", "--debug"], ["plan", "--debug", "--json"]] {
            for account in [ScriptedAccount(), Self.refusing("SignatureDoesNotMatch", 403, writesOnly: false)] {
                let stage = try CommandStage()
                _ = try await stage.run(
                    arguments, account: account, variables: ["AWS_SESSION_TOKEN": "FwoGsecrettoken"])
                #expect(!(stage.output + stage.error).contains("secret"), "\(arguments)")
            }
        }
    }

    @Test func otherPartitionsAreRefusedBeforeAnythingIsSent() async throws {
        let account = ScriptedAccount()
        let stage = try CommandStage(config: "name: resume\nsite:\n  path: site\n")
        #expect(try await stage.run(["plan", "--region", "cn-north-1"], account: account) == .usage)
        #expect(account.requests == [])
    }

    // MARK: Deploy

    @Test func aDryRunSendsNoChangeAndAsksNothing() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["deploy", "--dry-run"], account: ScriptedAccount(), isInteractive: true) == .done)
        #expect(stage.output.contains("to create"))
        #expect(!stage.error.contains("Apply this?"))
    }

    /// What is typed at the question, and whether anything is sent.
    @Test(arguments: [["n"], [""], ["nope"], ["Y "], []])
    func anythingButYesChangesNothing(typed: [String]) async throws {
        let stage = try CommandStage(typed: typed)
        #expect(try await stage.run(["deploy"], account: ScriptedAccount(), isInteractive: true) == .refused)
        #expect(stage.error.hasSuffix("Apply this? [y/N] Nothing was changed.\n"))
    }

    @Test(arguments: [["deploy"], ["deploy", "--json"]])
    func withoutATerminalADeployWantsYes(arguments: [String]) async throws {
        let stage = try CommandStage(typed: ["y"])
        let isInteractive = arguments.contains("--json")
        #expect(try await stage.run(arguments, account: ScriptedAccount(), isInteractive: isInteractive) == .usage)
        if isInteractive {
            #expect(try records(stage).map { $0["type"] } == ["version", "plan", "error"])
        } else {
            #expect(stage.error.contains("resumectl deploy --yes -c <folder>/resume.yaml\n"))
        }
    }

    @Test(arguments: [["y"], ["YES"]])
    func yesApplies(typed: [String]) async throws {
        let stage = try CommandStage(typed: typed)
        let account = Self.refusing("AccessDenied", 403, writesOnly: true)
        #expect(try await stage.run(["deploy"], account: account, isInteractive: true) == .permission)
        #expect(account.requests.contains { $0.hasPrefix("PUT resume-123456789012-eu-west-1.s3.") })
        #expect(stage.error.contains("  ✗ S3 bucket resume-123456789012-eu-west-1: A permission is missing\n"))
        #expect(stage.error.contains("not done, it needs"))
    }

    @Test func aDeployAsJSONTellsEveryStepAndTheEnd() async throws {
        let stage = try CommandStage()
        let account = Self.refusing("AccessDenied", 403, writesOnly: true)
        #expect(try await stage.run(["deploy", "--yes", "--json"], account: account) == .permission)
        let records = try records(stage)
        #expect(records.prefix(2).map { $0["type"] } == ["version", "plan"])
        #expect(records.last?["type"] == "result")
        #expect(records.last?["exitStatus"] == 77)
        #expect(records.last?["failed"]?.arrayValue?.contains("bucket") == true)
        #expect(records.last?["skipped"]?.arrayValue?.contains("site.files") == true)
        let failed = records.filter { $0["type"] == "event" && $0["event"] == "failed" }
        #expect(failed.contains { $0["address"] == "bucket" && $0["error"]?["code"] == "permission-denied" })
        #expect(stage.error == "")
    }

    @Test func aForeignResourceStopsADeployBeforeItAsks() async throws {
        let stage = try CommandStage(typed: ["y"])
        let account = Self.withControl(description: "theirs")
        #expect(try await stage.run(["deploy"], account: account, isInteractive: true) == .refused)
        #expect(stage.error.contains("error: Nothing was changed: settle what is marked with ! above"))
        #expect(!stage.error.contains("Apply this?"))
    }

    // MARK: Destroy

    @Test func withNothingLeftADestroyIsDone() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["destroy"], account: ScriptedAccount()) == .done)
        #expect(stage.output == "Nothing to do: nothing of this site is left in the account.\n")
    }

    @Test func aDestroyAsksForTheNameAndDeletes() async throws {
        let stage = try CommandStage(typed: ["resume"])
        let account = Self.withControl()
        #expect(try await stage.run(["destroy"], account: account, isInteractive: true) == .done)
        #expect(stage.error.contains("  - Origin access control resume\n"))
        #expect(stage.output == "Everything is gone.\n")
        #expect(stage.error.contains("This cannot be undone. Type resume to go on: "))
        #expect(account.requests.last == "DELETE cloudfront.amazonaws.com /2020-05-31/origin-access-control/EOAC")
    }

    @Test func withADomainItIsTheDomainThatIsTyped() async throws {
        let stage = try CommandStage(
            config: "name: resume\nregion: eu-west-1\ndomain: example.com\nsite:\n  path: site\n", typed: ["resume"])
        #expect(try await stage.run(["destroy"], account: Self.withControl(), isInteractive: true) == .refused)
        #expect(stage.error.contains("Type example.com to go on: Nothing was changed.\n"))
    }

    @Test(arguments: [["y"], ["yes"], ["Resume"], [""], []])
    func aWordThatIsNotTheNameDeletesNothing(typed: [String]) async throws {
        let stage = try CommandStage(typed: typed)
        let account = Self.withControl()
        #expect(try await stage.run(["destroy"], account: account, isInteractive: true) == .refused)
        #expect(!account.requests.contains { $0.hasPrefix("DELETE") })
    }

    @Test func withoutATerminalADestroyWantsYes() async throws {
        let stage = try CommandStage(typed: ["resume"])
        #expect(try await stage.run(["destroy"], account: Self.withControl()) == .usage)
        #expect(stage.error.contains("resumectl destroy --yes"))
        let account = Self.withControl()
        #expect(try await CommandStage().run(["destroy", "--yes"], account: account) == .done)
        #expect(account.requests.contains { $0.hasPrefix("DELETE") })
    }

    @Test func aDestroyNeedsNoFolders() async throws {
        let stage = try CommandStage(
            config: "name: resume\nregion: eu-west-1\nsite:\n  path: nowhere\ncounter:\n  path: nowhere-either\n")
        #expect(try await stage.run(["destroy", "--yes"], account: ScriptedAccount()) == .done)
    }

    // MARK: Status and invalidate

    @Test func aSiteThatIsNotDeployedSaysSo() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["status"], account: ScriptedAccount()) == .done)
        #expect(
            stage.output == """
                Site          resume
                Account       123456789012, eu-west-1
                State         not deployed; run: resumectl deploy

                """)
    }

    @Test func theStatusAsJSONIsOneRecord() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["status", "--json"], account: ScriptedAccount()) == .done)
        let records = try records(stage)
        #expect(records.map { $0["type"] } == ["version", "status"])
        #expect(records[1]["deployed"] == false)
        #expect(records[1]["account"] == "123456789012")
    }

    @Test func thereIsNothingToInvalidateWithoutASite() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["invalidate", "/index.html"], account: ScriptedAccount()) == .usage)
        #expect(stage.error.contains("[no-distribution]"))
    }

    @Test(arguments: [["plan"], ["deploy", "--dry-run"], ["destroy"], ["status"], ["validate"]])
    func withoutATerminalThereAreNoColorCodes(arguments: [String]) async throws {
        let stage = try CommandStage()
        _ = try await stage.run(arguments, account: Self.withControl(description: "theirs"))
        #expect(!(stage.output + stage.error).contains("\u{1B}"))
    }

    @Test func colorsAreThereWhenForced() async throws {
        let stage = try CommandStage()
        _ = try await stage.run(["plan"], account: ScriptedAccount(), variables: ["FORCE_COLOR": "1"])
        #expect(stage.output.contains("\u{1B}[32m+\u{1B}[0m"))
        let plain = try CommandStage()
        _ = try await plain.run(["plan", "--no-color"], account: ScriptedAccount(), variables: ["FORCE_COLOR": "1"])
        #expect(!plain.output.contains("\u{1B}"))
    }
}
