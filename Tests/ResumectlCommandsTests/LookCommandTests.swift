// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import ResumectlCommands

/// `outputs`, `open`, `status --watch` and `graph`.
@Suite struct LookCommandTests {
    private static let domain = "name: resume\nregion: eu-west-1\ndomain: example.com\nsite:\n  path: site\n"

    // MARK: Outputs

    @Test func ofAnEmptyAccountOnlyThePlaceIsKnown() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["outputs"], account: ScriptedAccount()) == .done)
        #expect(stage.output == "account             123456789012\nregion              eu-west-1\n")
    }

    @Test func aValueStandsAlone() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["outputs", "region"], account: ScriptedAccount()) == .done)
        #expect(stage.output == "eu-west-1\n")
    }

    @Test func aValueThatIsNotThereIsAFailureWithoutOutput() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["outputs", "url"], account: ScriptedAccount()) == .failed)
        #expect(stage.output == "")
        #expect(stage.error.contains("[no-output]"))
    }

    // MARK: Open

    @Test func aDomainIsOpenedWithoutTheNetwork() async throws {
        let stage = try CommandStage(config: Self.domain, canLaunch: { $0.first == "w3m" })
        #expect(try await stage.run(["open"], hasKeys: false, variables: ["BROWSER": "nothing:w3m -o x"]) == .done)
        #expect(stage.launches == [["nothing", "https://example.com/"], ["w3m", "-o", "x", "https://example.com/"]])
        #expect(stage.output == "")
        #expect(stage.error == "Opened https://example.com/\n")
    }

    @Test func withoutABrowserTheAddressIsPrinted() async throws {
        let stage = try CommandStage(config: Self.domain)
        #expect(try await stage.run(["open"], hasKeys: false, variables: ["BROWSER": "nothing"]) == .done)
        #expect(stage.output == "https://example.com/\n")
    }

    @Test func aSiteThatIsNotDeployedHasNoAddress() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["open"], account: ScriptedAccount()) == .usage)
        #expect(stage.error.contains("[not-deployed]"))
    }

    @Test func theAddressGoesWhereTheCommandWantsIt() {
        #expect(Browser.commands(for: "u", variables: ["BROWSER": "a %s -x:b"]) == [["a", "u", "-x"], ["b", "u"]])
    }

    @Test(arguments: [(["true"], true), (["false"], false), (["there-is-no-such-program"], false), ([], false)])
    func aProgramIsRunToItsEnd(words: [String], isDone: Bool) {
        #expect(ProgramLaunch.run(words) == isDone)
    }

    // MARK: Status

    @Test func aWatchGoesOnUntilItIsStopped() async throws {
        let stage = try CommandStage()
        let looks = Countdown(3)
        let account = ScriptedAccount([
            { request in
                if ScriptedAccount.isIdentity(request) { try looks.next() }
                return nil
            }
        ])
        #expect(try await stage.run(["status", "--watch", "--every", "5s"], account: account) == .interrupted)
        #expect(stage.output.split(separator: "\n").filter { $0.hasPrefix("State") }.count == 3)
        #expect(!stage.output.contains("\u{1B}"))
    }

    @Test func aFailureInTheMiddleOfAWatchIsShownAndTheWatchGoesOn() async throws {
        let stage = try CommandStage()
        let looks = Countdown(4)
        let account = ScriptedAccount([
            { request in
                guard ScriptedAccount.isIdentity(request) else { return nil }
                return try looks.next() == 2 ? ScriptedAccount.xmlError("AccessDenied", 403) : nil
            }
        ])
        #expect(try await stage.run(["status", "--watch"], account: account) == .interrupted)
        #expect(stage.output.split(separator: "\n").filter { $0.hasPrefix("State") }.count == 3)
        #expect(stage.output.contains("[permission-denied]"))
    }

    @Test func aFailureAtTheBeginningOfAWatchEndsIt() async throws {
        let stage = try CommandStage()
        let account = ScriptedAccount([
            { ScriptedAccount.isIdentity($0) ? ScriptedAccount.xmlError("AccessDenied", 403) : nil }
        ])
        #expect(try await stage.run(["status", "--watch"], account: account) == .permission)
    }

    // MARK: Graph

    @Test func theStructureNeedsNoNetwork() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["graph"], hasKeys: false) == .done)
        #expect(stage.output.contains("S3 bucket resume-<account>-eu-west-1"))
        #expect(!stage.output.contains("DynamoDB") && !stage.output.contains("Certificate"))
    }

    @Test(arguments: [("mermaid", "flowchart TB\n"), ("svg", "<svg ")])
    func aDrawingGoesIntoAFile(format: String, beginning: String) async throws {
        let stage = try CommandStage(config: Self.domain)
        #expect(try await stage.run(["graph", "--format", format, "--output", "stack"], hasKeys: false) == .done)
        #expect(try stage.text("stack").hasPrefix(beginning))
        #expect(try stage.text("stack").contains("Certificate for example.com"))
        #expect(stage.output == "")
    }

    @Test func aPlanMarksWhatADeployDoes() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["graph", "--plan", "--json"], account: ScriptedAccount()) == .done)
        let record = try JSONValue(parsing: String(try #require(stage.output.split(separator: "\n").last)))
        let nodes = try #require(record["nodes"]?.arrayValue)
        let bucket = nodes.first { $0["address"] == "bucket" }
        #expect(bucket?["action"] == "create")
        #expect(bucket?["title"] == "S3 bucket resume-123456789012-eu-west-1")
        #expect(nodes.contains { $0["needs"]?.arrayValue?.contains("bucket") == true })
        #expect(!nodes.contains { $0["address"] == "counter.table" })
    }

    @Test func aFileThatCannotBeWrittenIsNamed() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["graph", "--output", "no/such/folder/x"], hasKeys: false) == .usage)
        #expect(stage.error.contains("[file-not-written]"))
    }
}
