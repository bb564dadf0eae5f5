// SPDX-License-Identifier: Apache-2.0

import AWSWire
import ArgumentParser
import Reconcile
import Testing

@testable import ResumectlCommands

@Suite struct ValidateCommandTests {
    private func records(_ stage: CommandStage) throws -> [JSONValue] {
        try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    @Test func aValidSiteIsSummedUpWithoutTheNetwork() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["validate"], hasKeys: false) == .done)
        #expect(stage.output == "<folder>/resume.yaml: valid. Site resume, 2 files (20 B), no counter.\n")
        #expect(stage.error == "")
    }

    @Test func domainAndCounterAreNamed() async throws {
        let stage = try CommandStage(
            config: "name: resume\ndomain: example.com\nsite:\n  path: site\ncounter:\n  path: lambda\n")
        try stage.write("lambda/app.py", "def handler(event, context):\n    return {}\n")
        #expect(try await stage.run(["validate"]) == .done)
        #expect(
            stage.output.hasSuffix("Site resume at example.com, 2 files (20 B), counter at /api/visitors.\n"))
    }

    @Test func allMistakesAreShownAtOnceWithTheirPlaces() async throws {
        let stage = try CommandStage(config: "name: resume\nregoin: eu-west-1\nsite:\n  path: site\n  index: 7\n")
        #expect(try await stage.run(["validate"]) == .usage)
        #expect(stage.output == "")
        #expect(stage.error.contains("<folder>/resume.yaml:2:1: error: "))
        #expect(stage.error.contains("region"))
        #expect(stage.error.contains("<folder>/resume.yaml:5:"))
        #expect(stage.error.hasSuffix("2 mistakes.\n"))
    }

    @Test func aMissingFolderIsAMistakeOfTheConfiguration() async throws {
        let stage = try CommandStage(config: "name: resume\nsite:\n  path: nowhere\n")
        #expect(try await stage.run(["validate"]) == .usage)
        #expect(stage.error.contains("resume.yaml:3:"))
        #expect(stage.error.contains("there is no folder"))
    }

    @Test func aFileThatCannotBePublishedIsNamed() async throws {
        let stage = try CommandStage()
        try stage.write("site/.resumectl/x.txt", "x")
        try stage.write("site/a\u{1}b.txt", "x")
        #expect(try await stage.run(["validate"]) == .usage)
        #expect(stage.error.hasPrefix("error: The files cannot be deployed as they are [site-files]\n"))
    }

    @Test func asJSONTheFirstRecordIsTheVersion() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["validate", "--json"]) == .done)
        let records = try records(stage)
        #expect(records.map { $0["type"] } == ["version", "valid"])
        #expect(records[0]["formatVersion"] == 1)
        #expect(records[0]["command"] == "validate")
        #expect(records[1]["name"] == "resume")
        #expect(records[1]["files"] == 2)
        #expect(stage.error == "")
    }

    @Test func asJSONEachMistakeIsARecord() async throws {
        let stage = try CommandStage(config: "name: resume\nregoin: x\nsite:\n  path: nowhere\n")
        #expect(try await stage.run(["validate", "--json"]) == .usage)
        let records = try records(stage)
        #expect(records.first?["type"] == "version")
        #expect(records.dropFirst().allSatisfy { $0["type"] == "diagnostic" && $0["position"] != nil })
        #expect(records.count > 1)
        #expect(stage.error == "")
    }

    @Test func withoutAConfigurationTheWayToNameOneIsShown() async throws {
        let stage = try CommandStage()
        let parsed = try Root.parseAsRoot(["validate"])
        let command = try #require(parsed as? ValidateCommand)
        var context = CommandContext.silent
        context.workingDirectory = "\(stage.folder)/site"
        await #expect { _ = try await command.run(in: context) } throws: { error in
            ErrorReport(error).errors.map(\.code) == ["no-configuration"] && ErrorReport(error).status == .usage
        }
    }
}
