// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct CounterCommandTests {
    private static let config = "name: resume\nregion: eu-west-1\nsite:\n  path: site\ncounter:\n  path: lambda\n"

    /// A table with a number in it; `visits` come in just before a write.
    private final class Table: Sendable {
        let count: Mutex<Int?>
        let visits: Mutex<Int>
        let writes = Mutex(0)

        init(_ count: Int?, visits: Int = 0) {
            self.count = Mutex(count)
            self.visits = Mutex(visits)
        }

        var account: ScriptedAccount {
            ScriptedAccount([
                { request in
                    guard request.host.hasPrefix("dynamodb.") else { return nil }
                    let body = try JSONValue(parsing: request.body)
                    #expect(body["TableName"] == "resume-visitors")
                    #expect(body["Key"] == ["id": ["S": "visitors"]])
                    guard let values = body["ExpressionAttributeValues"] else {
                        let count = self.count.withLock { $0 }
                        return ScriptedAccount.answer(
                            count.map { #"{"Item":{"id":{"S":"visitors"},"count":{"N":"\#($0)"}}}"# } ?? "{}")
                    }
                    let hasVisit = self.visits.withLock { visits in
                        defer { visits = max(0, visits - 1) }
                        return visits > 0
                    }
                    if hasVisit { self.count.withLock { $0 = ($0 ?? 0) + 1 } }
                    let expected = values[":old"]?["N"]?.stringValue.flatMap(Int.init)
                    guard self.count.withLock({ $0 }) == expected else {
                        return ScriptedAccount.jsonError("ConditionalCheckFailedException", 400)
                    }
                    self.count.withLock { $0 = values[":new"]?["N"]?.stringValue.flatMap(Int.init) }
                    self.writes.withLock { $0 += 1 }
                    return ScriptedAccount.answer("{}")
                }
            ])
        }
    }

    @Test(arguments: [(41 as Int?, "41\n"), (nil, "0\n")])
    func theNumberAloneIsPrinted(count: Int?, expected: String) async throws {
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["counter", "get"], account: Table(count).account) == .done)
        #expect(stage.output == expected)
        #expect(stage.error == "")
    }

    struct Setting: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let count: Int?
        var visits = 0
        var arguments: [String] = []
        var typed: [String] = []
        let status: ResumectlCommands.ExitStatus
        let after: Int?
    }

    @Test(arguments: [
        Setting(testDescription: "yes", count: 41, typed: ["y"], status: .done, after: 7),
        Setting(testDescription: "no", count: 41, typed: ["n"], status: .refused, after: 41),
        Setting(testDescription: "no answer", count: 41, status: .refused, after: 41),
        Setting(testDescription: "nobody counted yet", count: nil, typed: ["y"], status: .done, after: 7),
        Setting(testDescription: "the same number", count: 7, status: .done, after: 7),
        Setting(testDescription: "a visit in between", count: 41, visits: 1, typed: ["y"], status: .refused, after: 42),
        Setting(testDescription: "without asking", count: 41, arguments: ["-y"], status: .done, after: 7),
        Setting(
            testDescription: "visits do not matter then", count: 41, visits: 3, arguments: ["-y"], status: .done,
            after: 7),
        Setting(
            testDescription: "but not without end", count: 41, visits: 99, arguments: ["-y"], status: .refused,
            after: 51),
    ])
    func theNumberIsSetAsItWasShown(_ s: Setting) async throws {
        let stage = try CommandStage(config: Self.config, typed: s.typed)
        let table = Table(s.count, visits: s.visits)
        let status = try await stage.run(
            ["counter", "set", "7"] + s.arguments, account: table.account, isInteractive: true)
        #expect(status == s.status)
        #expect(table.count.withLock { $0 } == s.after)
        #expect(stage.error.contains("Counter of resume in 123456789012: \(s.count ?? 0) → 7"))
        if s.status == .done { #expect(stage.output == "7\n") }
    }

    @Test func withoutATerminalTheOptionIsNamed() async throws {
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["counter", "set", "7"], account: Table(41).account) == .usage)
        #expect(stage.error.contains("resumectl counter set 7 --yes"))
    }

    @Test(arguments: [["counter", "get"], ["logs"], ["policy", "--for", "logs", "--account", "123456789012"]])
    func aSiteWithoutCounterIsToldSo(arguments: [String]) async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(arguments) == .usage)
        #expect(stage.error.contains("[no-counter]"))
    }

    @Test func aTableThatIsNotThereIsNotDeployed() async throws {
        let stage = try CommandStage(config: Self.config)
        let account = ScriptedAccount([
            { $0.host.hasPrefix("dynamodb.") ? ScriptedAccount.jsonError("ResourceNotFoundException", 400) : nil }
        ])
        #expect(try await stage.run(["counter", "get"], account: account) == .usage)
        #expect(stage.error.contains("[not-deployed]"))
        #expect(stage.error.contains("resume-visitors"))
    }

    @Test func asJSONTheNumberBeforeIsThereToo() async throws {
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["counter", "set", "7", "-y", "--json"], account: Table(41).account) == .done)
        let record = try JSONValue(parsing: String(try #require(stage.output.split(separator: "\n").last)))
        #expect(record["count"] == 7)
        #expect(record["before"] == 41)
    }
}
