// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct CICommandTests {
    /// An IAM that takes what `ci setup` sends, and a GitHub that knows `Jane/Resume`.
    private final class World: Sendable {
        let writes = Mutex<[String]>([])
        let knowsRepository: Bool
        /// Whether a role that is not tagged for the site has the name of its role.
        let hasForeignRole: Bool

        init(knowsRepository: Bool = true, hasForeignRole: Bool = false) {
            self.knowsRepository = knowsRepository
            self.hasForeignRole = hasForeignRole
        }

        var account: ScriptedAccount {
            ScriptedAccount([
                { [self] request in
                    if request.host == "api.github.com" {
                        #expect(!request.headers.contains { $0.name.lowercased() == "authorization" })
                        return knowsRepository
                            ? ScriptedAccount.answer(
                                #"{"id":42,"name":"Resume","full_name":"Jane/Resume","owner":{"login":"Jane","id":7}}"#)
                            : ScriptedAccount.answer("{}", status: 404)
                    }
                    let body = String(decoding: request.body, as: UTF8.self)
                    if hasForeignRole, body.contains("Action=GetRole&") {
                        return ScriptedAccount.answer(Self.foreignRole)
                    }
                    guard request.host.hasPrefix("iam."),
                        let action = body.split(separator: "&").first(where: { $0.hasPrefix("Action=") })?.dropFirst(7),
                        !action.hasPrefix("Get")
                    else { return nil }
                    writes.withLock { $0.append(String(action)) }
                    // IAM gives the document back as it was sent: with percent signs.
                    let trust = body.split(separator: "&").first { $0.hasPrefix("AssumeRolePolicyDocument=") }
                    let role =
                        "<Role><RoleName>resume-ci</RoleName><RoleId>AROAEXAMPLE1</RoleId>"
                        + "<CreateDate>2026-11-20T08:09:10Z</CreateDate><Path>/resumectl/</Path><Arn>"
                        + "arn:aws:iam::123456789012:role/resumectl/resume-ci</Arn>"
                        + "<AssumeRolePolicyDocument>\(trust?.dropFirst(25) ?? "")</AssumeRolePolicyDocument></Role>"
                    let provider =
                        "<OpenIDConnectProviderArn>arn:aws:iam::123456789012:oidc-provider/x</OpenIDConnectProviderArn>"
                    return ScriptedAccount.answer(
                        "<\(action)Response><\(action)Result>"
                            + (action == "CreateRole" ? role : action.hasPrefix("CreateOpen") ? provider : "")
                            + "</\(action)Result></\(action)Response>")
                }
            ])
        }

        private static let foreignRole =
            "<GetRoleResponse><GetRoleResult><Role><RoleName>resume-ci</RoleName><RoleId>AROAEXAMPLE2</RoleId>"
            + "<Path>/</Path><CreateDate>2026-11-21T08:00:00Z</CreateDate>"
            + "<Arn>arn:aws:iam::123456789012:role/resume-ci</Arn>"
            + "<AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>"

        var sent: [String] { writes.withLock { $0 } }
    }

    @Test func aSetupMakesProviderAndRoleAndPrintsTheWorkflow() async throws {
        let stage = try CommandStage(typed: ["y"])
        let world = World()
        let status = try await stage.run(
            ["ci", "setup", "--repo", "jane/resume"], account: world.account, isInteractive: true)
        #expect(status == .done, "\(stage.error)")
        #expect(world.sent == ["CreateOpenIDConnectProvider", "CreateRole", "PutRolePolicy"])
        #expect(stage.output.contains("CI\n  + OpenID Connect provider token.actions.githubusercontent.com\n"))
        #expect(stage.output.contains("  + IAM role resume-ci\n"))
        // GitHub's own spelling: tokens have it.
        #expect(stage.error.contains("    repo:Jane/Resume:ref:refs/heads/main\n"))
        #expect(stage.error.contains("    repo:Jane@7/Resume@42:ref:refs/heads/main\n"))
        #expect(
            stage.output.hasSuffix(
                """
                on:
                  push:
                    branches: [main]
                permissions:
                  id-token: write
                  contents: read
                concurrency: deploy
                jobs:
                  deploy:
                    runs-on: ubuntu-latest
                    steps:
                      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
                      - run: resumectl deploy --yes
                        env:
                          AWS_ROLE_ARN: arn:aws:iam::123456789012:role/resumectl/resume-ci
                          AWS_REGION: eu-west-1

                """))
    }

    @Test func anEnvironmentIsInTheJobToo() async throws {
        let stage = try CommandStage()
        let status = try await stage.run(
            [
                "ci", "setup", "--repo", "jane/resume", "--environment", "pro duction", "--for", "content", "--yes",
                "--owner-id", "7", "--repo-id", "42",
            ], account: World().account)
        #expect(status == .done, "\(stage.error)")
        #expect(stage.output.contains("    runs-on: ubuntu-latest\n    environment: 'pro duction'\n"))
        #expect(stage.output.contains("- run: resumectl deploy --only site --yes\n"))
        #expect(stage.error.contains("repo:jane@7/resume@42:environment:pro duction"))
    }

    @Test func aRepositoryThatGitHubDoesNotShowIsTrustedByItsName() async throws {
        let stage = try CommandStage()
        let status = try await stage.run(
            ["ci", "setup", "--repo", "jane/resume", "--yes"], account: World(knowsRepository: false).account)
        #expect(status == .done)
        #expect(stage.error.contains("note: GitHub did not tell the numbers of jane/resume"))
        #expect(stage.error.contains("repo:jane@*/resume@*:ref:refs/heads/main"))
    }

    @Test func numbersThatGitHubDoesNotConfirmAreRefused() async throws {
        let stage = try CommandStage()
        let world = World()
        let status = try await stage.run(
            ["ci", "setup", "--repo", "jane/resume", "--yes", "--owner-id", "8"], account: world.account)
        #expect(status == .usage)
        #expect(stage.error.contains("[repository-mismatch]"))
        #expect(world.sent == [])
    }

    @Test func somebodyElsesRoleIsSettledFirst() async throws {
        let stage = try CommandStage()
        let world = World(hasForeignRole: true)
        let status = try await stage.run(["ci", "setup", "--repo", "jane/resume", "--yes"], account: world.account)
        #expect(status == .refused)
        #expect(stage.error.contains("error: Nothing was changed: settle what is marked with ! above"))
        #expect(world.sent == [])
    }

    @Test(arguments: [["n"], []])
    func withoutAYesNothingChanges(typed: [String]) async throws {
        let stage = try CommandStage(typed: typed)
        let world = World()
        let status = try await stage.run(
            ["ci", "setup", "--repo", "jane/resume"], account: world.account, isInteractive: true)
        #expect(status == .refused)
        #expect(world.sent == [])
    }

    @Test func withoutATerminalTheWholeCommandIsShown() async throws {
        let stage = try CommandStage()
        let status = try await stage.run(
            ["ci", "setup", "--repo", "jane/resume", "--branch", "live"], account: World().account)
        #expect(status == .usage)
        #expect(
            stage.error.contains("resumectl ci setup --repo jane/resume --branch live --yes -c <folder>/resume.yaml"))
    }

    @Test func asJSONTheResultIsARecord() async throws {
        let stage = try CommandStage()
        let status = try await stage.run(
            ["ci", "setup", "--repo", "jane/resume", "--yes", "--json"], account: World().account)
        #expect(status == .done)
        let records = try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        let result = try #require(records.last)
        #expect(result["type"] == "ci")
        #expect(result["role"] == "arn:aws:iam::123456789012:role/resumectl/resume-ci")
        #expect(
            result["subjects"] == [
                "repo:Jane/Resume:ref:refs/heads/main", "repo:Jane@7/Resume@42:ref:refs/heads/main",
            ])
    }

    @Test func whereNothingIsThereIsNothingToRemove() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["ci", "remove"], account: ScriptedAccount()) == .done)
        #expect(stage.output == "Nothing to do: there is no role of this site.\n")
    }

    @Test func theFunctionsRoleCannotHaveTheNameOfTheWorkflows() async throws {
        let stage = try CommandStage(
            config: "name: resume\nregion: eu-west-1\nsite:\n  path: site\nnames:\n  role: Resume-CI\n")
        let status = try await stage.run(
            ["ci", "setup", "--repo", "jane/resume", "--yes"], account: World().account)
        #expect(status == .usage)
        #expect(stage.error.contains("[role-name-taken]"))
    }
}
