// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Synchronization
import Testing

@testable import ResumectlCommands

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct LogsCommandTests {
    private static let config = "name: resume\nregion: eu-west-1\nsite:\n  path: site\ncounter:\n  path: lambda\n"

    private static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

    private static func event(_ id: String, at seconds: Double) -> LogEvent {
        LogEvent(id: id, stream: "s", date: date(seconds), message: id)
    }

    /// An account that answers one look after the other, and then ends the command.
    private static func account(
        _ looks: [[(String, String)]], at time: Int = 1_763_760_000_000
    ) -> ScriptedAccount {
        let rest = Mutex(looks)
        return ScriptedAccount([
            { request in
                guard request.host.hasPrefix("logs.") else { return nil }
                let look = rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                guard let look else { throw CancellationError() }
                let events = look.map { id, message -> JSONValue in
                    ["eventId": .string(id), "timestamp": .int(time), "message": .string(message)]
                }
                let answer: JSONValue = ["events": .array(events)]
                return ScriptedAccount.answer(answer.serializedText())
            }
        ])
    }

    @Test func eventsAreShownWithTheirTimes() async throws {
        let stage = try CommandStage(config: Self.config)
        let account = Self.account([[("1", "START RequestId: x\n"), ("2", "two\nlines\n")]])
        #expect(try await stage.run(["logs"], account: account) == .done)
        #expect(
            stage.output == """
                2025-11-21T21:20:00.000Z  START RequestId: x
                2025-11-21T21:20:00.000Z  two
                2025-11-21T21:20:00.000Z  lines

                """)
        #expect(stage.error == "")
    }

    @Test func nothingIsSaidToBeNothing() async throws {
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["logs"], account: Self.account([[]])) == .done)
        #expect(stage.output == "")
        #expect(stage.error.contains("Nothing was logged in this time."))
    }

    @Test func whatComesIsShownOnce() async throws {
        let stage = try CommandStage(config: Self.config)
        let account = Self.account(
            [[("1", "one")], [("1", "one")], [("1", "one"), ("2", "two")]],
            at: Int(Date().timeIntervalSince1970 * 1000))
        #expect(try await stage.run(["logs", "-f"], account: account) == .interrupted)
        #expect(stage.output.split(separator: "\n").map { $0.suffix(3) } == ["one", "two"])
    }

    @Test func asJSONEachEventIsARecord() async throws {
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["logs", "--json"], account: Self.account([[("1", "one\n")]])) == .done)
        let record = try JSONValue(parsing: String(try #require(stage.output.split(separator: "\n").last)))
        #expect(record["type"] == "log")
        #expect(record["message"] == "one\n")
    }

    @Test func aGroupThatIsNotThereIsNotDeployed() async throws {
        let stage = try CommandStage(config: Self.config)
        let account = ScriptedAccount([
            { $0.host.hasPrefix("logs.") ? ScriptedAccount.jsonError("ResourceNotFoundException", 400) : nil }
        ])
        #expect(try await stage.run(["logs"], account: account) == .usage)
        #expect(stage.error.contains("/aws/lambda/resume-counter"))
    }

    @Test func eachLookGoesBackFurtherThanTheLastOneEnded() {
        var tail = LogTail(since: Self.date(1000))
        #expect(tail.isEmpty)
        let first = [Self.event("a", at: 1001), Self.event("b", at: 5000)].filter { tail.isNew($0) }
        #expect(first.map(\.id) == ["a", "b"])
        tail.advance(to: Self.date(5010))
        #expect(tail.start == Self.date(5010 - LogTail.delay))
        // A late one, and one that was shown.
        let second = [Self.event("b", at: 5000), Self.event("c", at: 4980)].filter { tail.isNew($0) }
        #expect(second.map(\.id) == ["c"])
        tail.advance(to: Self.date(9000))
        #expect(tail.start == Self.date(9000 - LogTail.delay))
        #expect(!tail.isEmpty)
    }

    @Test func theBeginningIsNeverBeforeWhatWasAskedFor() {
        var tail = LogTail(since: Self.date(1000))
        tail.advance(to: Self.date(1001))
        #expect(tail.start == Self.date(1000))
    }

    @Test(
        arguments: [
            ("30s", 30), ("15m", 900), ("1h", 3600), ("2d", 172_800), ("1w", 604_800), ("h", nil), ("1", nil),
            ("", nil),
            ("0s", nil), ("-1h", nil), ("1.5h", nil), ("1y", nil), ("99999999999999999999d", nil), ("99999d", nil),
        ] as [(String, Int?)])
    func aTimeIsANumberAndAUnit(text: String, seconds: Int?) {
        #expect(TimeSpan(argument: text)?.seconds == seconds)
    }
}
