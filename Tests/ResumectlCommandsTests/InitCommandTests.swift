// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

@testable import ResumectlCommands

@Suite struct InitCommandTests {
    /// A folder with nothing in it.
    private func empty(typed: [String] = []) throws -> CommandStage {
        let stage = try CommandStage(typed: typed)
        for name in ["resume.yaml", "site/index.html", "site/style.css", "site"] { try stage.remove(name) }
        return stage
    }

    private func run(
        _ stage: CommandStage, _ arguments: [String], account: ScriptedAccount? = nil, isInteractive: Bool = false,
        hasKeys: Bool = true
    ) async throws -> ResumectlCommands.ExitStatus {
        try await stage.run(
            ["init"] + arguments, account: account, isInteractive: isInteractive, hasKeys: hasKeys, namesConfig: false)
    }

    private func validate(_ stage: CommandStage) async throws -> ResumectlCommands.ExitStatus {
        try await stage.run(
            ["validate", "-c", "\(stage.folder)/config/resume.yaml"], hasKeys: false, namesConfig: false)
    }

    @Test func theSampleIsValidAndNothingIsAskedWithoutATerminal() async throws {
        let stage = try empty()
        #expect(try await run(stage, ["--name", "jane", "--offline"]) == .done)
        #expect(stage.output.contains("created  site/index.html\n"))
        #expect(stage.output.contains("created  lambda/app.py\n"))
        #expect(stage.output.hasSuffix("\nNext:\n    resumectl dev\n    resumectl plan\n    resumectl deploy\n"))
        #expect(try await validate(stage) == .done)
        #expect(stage.output.contains("valid. Site jane, 7 files"))
    }

    @Test func questionsAreAskedAgainUntilTheAnswerCanBeUsed() async throws {
        let stage = try empty(typed: ["Jane Doe", "jane", "https://example.com/", "example.com", "", "y"])
        #expect(try await run(stage, ["--offline"], isInteractive: true) == .done)
        #expect(stage.error.contains("\"Jane Doe\" contains \"J\""))
        #expect(stage.error.contains("is a URL"))
        let config = try stage.text("config/resume.yaml")
        #expect(config.contains("\nname: jane\n"))
        #expect(config.contains("\ndomain: example.com\n"))
        #expect(config.contains("\nregion: us-east-1\n"))
    }

    @Test func theEndOfTheInputWritesNothing() async throws {
        let stage = try empty(typed: ["jane"])
        #expect(try await run(stage, ["--offline"], isInteractive: true) == .usage)
        #expect(stage.error.contains("[no-answer]"))
        #expect(!stage.exists("config"))
    }

    @Test(arguments: [["--name", "Jane Doe"], ["--domain", "https://x.org"], ["--region", "eu-cental-1"]])
    func anOptionThatCannotBeUsedIsNamed(arguments: [String]) async throws {
        let stage = try empty()
        #expect(try await run(stage, arguments + ["--offline"]) == .usage)
        #expect(stage.error.contains("\(arguments[0]): \"\(arguments[1])\""))
        #expect(!stage.exists("config"))
    }

    @Test func aConfigurationThatIsThereStays() async throws {
        let stage = try CommandStage()
        #expect(try await run(stage, ["--offline"]) == .refused)
        #expect(stage.error.contains("resume.yaml"))
        #expect(stage.error.contains("[project-exists]"))
    }

    @Test func aFileThatIsThereStays() async throws {
        let stage = try empty()
        try stage.write("config/resume.schema.json", "mine")
        try stage.write("lambda/app.py", "def handler(event, context): pass\n")
        #expect(try await run(stage, ["--offline"]) == .done)
        #expect(try stage.text("config/resume.schema.json") == "mine")
        #expect(stage.output.contains("kept     config/resume.schema.json\n"))
        #expect(!stage.exists("lambda/counter.py"))
    }

    @Test func whatAGeneratorMakesIsUsedAndTheCommandThatMakesItNamed() async throws {
        let stage = try empty()
        try stage.write("hugo.toml", "")
        #expect(try await run(stage, ["--name", "jane", "--offline", "--no-counter"]) == .done)
        #expect(
            stage.output.hasSuffix("Next:\n    hugo\n    resumectl dev\n    resumectl plan\n    resumectl deploy\n"))
        #expect(!stage.exists("lambda") && !stage.exists("site"))
        try stage.write("public/index.html", "x")
        #expect(try await validate(stage) == .done)
    }

    @Test func aPageInTheFolderItselfIsRefused() async throws {
        let stage = try empty()
        try stage.write("index.html", "x")
        #expect(try await run(stage, ["--offline"]) == .refused)
        #expect(stage.error.contains("[site-at-the-top]"))
    }

    @Test func withoutCredentialsTheProjectIsMadeAllTheSame() async throws {
        let stage = try empty()
        #expect(try await run(stage, ["-y"], account: ScriptedAccount(), hasKeys: false) == .done)
        #expect(stage.error.contains("note: There are no AWS credentials to use"))
        #expect(stage.exists("config/resume.yaml"))
    }

    @Test func theAccountTellsOfAZoneAndABucket() async throws {
        let stage = try empty()
        let account = ScriptedAccount([
            { request in
                guard request.host.hasPrefix("route53.") else { return nil }
                return ScriptedAccount.answer(
                    "<ListHostedZonesByNameResponse><HostedZones>"
                        + "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name><CallerReference>r</CallerReference>"
                        + "<Config><PrivateZone>false</PrivateZone></Config></HostedZone></HostedZones>"
                        + "<IsTruncated>false</IsTruncated></ListHostedZonesByNameResponse>")
            },
            { request in
                ScriptedAccount.isS3(request) && request.method == "HEAD" ? ScriptedAccount.answer("") : nil
            },
        ])
        #expect(
            try await run(
                stage, ["--name", "jane", "--domain", "cv.example.com", "--region", "eu-west-1"], account: account)
                == .done)
        #expect(stage.error.contains("The hosted zone example.com of the account will hold"))
        #expect(stage.error.contains("The bucket jane-123456789012-eu-west-1 is there already"))
        #expect(account.requests.allSatisfy { !$0.hasPrefix("PUT") && !$0.hasPrefix("DELETE") })
    }

    @Test func aForbiddenLookIsToldAndNothingElse() async throws {
        let stage = try empty()
        let account = ScriptedAccount([
            { $0.host.hasPrefix("route53.") ? ScriptedAccount.xmlError("AccessDenied", 403) : nil }
        ])
        #expect(try await run(stage, ["--name", "jane", "--domain", "example.com"], account: account) == .done)
        #expect(stage.error.contains("note: The hosted zones could not be listed"))
    }

    @Test func asJSONEachFileIsARecord() async throws {
        let stage = try empty()
        #expect(try await run(stage, ["--json", "--offline", "--name", "jane"], isInteractive: true) == .done)
        let records = try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(records.first?["type"] == "version")
        #expect(records.filter { $0["type"] == "file" }.allSatisfy { $0["action"] == "created" })
        #expect(records.last?["type"] == "init")
        #expect(records.last?["config"] == "config/resume.yaml")
        #expect(records.last?["next"] == ["resumectl dev", "resumectl plan", "resumectl deploy"])
    }
}
