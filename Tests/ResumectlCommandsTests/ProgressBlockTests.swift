// SPDX-License-Identifier: Apache-2.0

import Reconcile
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct ProgressBlockTests {
    private static let start = ContinuousClock.now
    private static let plain = TextStyle(isColored: false)

    /// A state after events, each so many seconds after the start.
    private static func state(_ events: [(Int, ReconcileEvent)], expecting count: Int? = nil) -> ProgressState {
        var state = ProgressState()
        for (second, event) in events {
            _ = state.take(event, at: start + .seconds(second), style: plain, showsWaits: false)
        }
        state.expectedCount = count
        return state
    }

    private static func block(
        _ state: ProgressState, at seconds: Int, columns: Int = 100, rows: Int = 30, stopping: Bool = false
    ) -> [String] {
        ProgressBlock(style: plain, states: [(nil, state)], now: start + .seconds(seconds), isStopping: stopping)
            .lines(in: TerminalSize(columns: columns, rows: rows))
    }

    private static func files(_ done: Int, of all: Int = 400) -> ReconcileEvent {
        .stepProgress(
            "site.files",
            StepProgress(
                doneCount: done, totalCount: all, doneBytes: Int64(done) * 50_000, totalBytes: Int64(all) * 50_000))
    }

    private static let busy = state(
        [
            (0, .stepStarted("certificate.issued", title: "Validation of the certificate", .create)),
            (0, .stepStarted("site.files", title: "Files of the site", .create)),
            (1, .stepWaiting("certificate.issued", "ACM to issue the certificate")),
            (1, files(1)), (11, files(201)), (12, .stepFinished("bucket", title: "S3 bucket", .create)),
        ], expecting: 20)

    @Test func eachRunningStepIsALineThatSaysWhatItIsAboutAndWhatItWaitsFor() {
        #expect(
            Self.block(Self.busy, at: 11, columns: 140) == [
                "  ⠋ Validation of the certificate  11 s  waiting for ACM to issue the certificate",
                "  ⠋ Files of the site              11 s  ██████████░░░░░░░░░░ 50%  10.1 MB of 20.0 MB  "
                    + "201 of 400 files  1.0 MB/s  about 10 s left",
                "  1 of 20 steps done",
            ])
    }

    @Test func aNarrowTerminalGetsMoreLinesInsteadOfLongerOnes() {
        #expect(
            Self.block(Self.busy, at: 71, columns: 40, stopping: true) == [
                "  ⠋ Validation of the cert…  1 min 11 s",
                "    waiting for ACM to issue the",
                "    certificate",
                "  ⠋ Files of the site  1 min 11 s",
                "    █████░░░░░ 50%  10.1 MB of 20.0 MB",
                "    201 of 400 files  142 kB/s",
                "    about 1 min 10 s left",
                "  1 of 20 steps done, stopping",
            ])
    }

    @Test(arguments: [1, 2, 5, 10, 20, 39, 40, 60, 80, 200], [1, 3, 5, 24])
    func noLineIsWiderThanTheTerminalAndNoBlockHigher(_ columns: Int, _ rows: Int) {
        let hostile = Self.state([
            (0, .stepStarted("a", title: "日本語\u{1B}[2J\r\n\t👍e\u{301}" + String(repeating: "漢", count: 80), .create)),
            (0, .stepWaiting("a", String(repeating: "語", count: 90) + "\u{202E} x")), (0, Self.files(3)),
        ])
        let lines = Self.block(hostile, at: 3, columns: columns, rows: rows)
        #expect(!lines.isEmpty && lines.count <= max(1, rows - 2))
        for line in lines {
            #expect(DisplayWidth.of(line) < max(2, columns))
            #expect(
                !line.contains("\u{1B}") && !line.contains("\n") && !line.contains("\r") && !line.contains("\u{202E}"))
        }
    }

    @Test func longReadsAreSaidAndShortOnesAreNot() {
        let reading = Self.state([(0, .readStarted("a")), (0, .readStarted("b")), (1, .readFinished("a"))])
        #expect(Self.block(reading, at: 0).isEmpty)
        #expect(Self.block(reading, at: 2) == ["  ⠋ Reading the account, 1 of 2  2 s"])
        #expect(Self.block(Self.state([(0, .readStarted("a")), (1, .readFinished("a"))]), at: 2).isEmpty)
    }

    @Test func nothingRunsAfterTheEndOfEachStepWhateverItWas() {
        let error = DeployError(code: .unexpected, summary: "s")
        let ends: [ReconcileEvent] = [
            .stepFinished("a", title: "A", .create), .stepPending("a", title: "A", error),
            .stepFailed("a", title: "A", error), .stepStopped("a", title: "A"),
        ]
        for end in ends {
            #expect(Self.block(Self.state([(0, .stepStarted("a", title: "A", .create)), (1, end)]), at: 2).isEmpty)
        }
    }

    /// What was sent to a terminal.
    private final class Sent: Sendable {
        private let pieces = Mutex<[String]>([])
        func take(_ text: String, _ stream: Console.Stream) { pieces.withLock { $0.append(text) } }
        func flush() -> String {
            pieces.withLock { pieces in
                defer { pieces = [] }
                return pieces.joined()
            }
        }
    }

    @Test func otherTextGoesAboveTheBlockAndQuestionsAreLeftAlone() {
        let sent = Sent()
        let columns = Mutex(80)
        let lines = Mutex(["one", "two"])
        let terminal = LiveTerminal(
            size: { TerminalSize(columns: columns.withLock { $0 }, rows: 24) },
            content: { _ in lines.withLock { $0 } }, send: sent.take)
        terminal.refresh()
        #expect(sent.flush() == "\u{1B}[?2026hone\u{1B}[K\ntwo\u{1B}[K\n\u{1B}[J\u{1B}[?2026l")
        terminal.refresh()
        #expect(sent.flush() == "", "nothing is different")
        terminal.write("text\n", .error)
        #expect(sent.flush() == "\r\u{1B}[2A\u{1B}[Jtext\none\ntwo\n")
        lines.withLock { $0 = ["three"] }
        terminal.refresh()
        #expect(sent.flush() == "\u{1B}[?2026h\r\u{1B}[2Athree\u{1B}[K\n\u{1B}[J\u{1B}[?2026l")
        // "three" is on two lines now.
        columns.withLock { $0 = 3 }
        terminal.write("Sure? ", .error)
        #expect(sent.flush() == "\r\u{1B}[2A\u{1B}[JSure? ")
        terminal.refresh()
        #expect(sent.flush() == "", "somebody is typing")
        terminal.release()
        terminal.refresh()
        terminal.close()
        #expect(sent.flush().hasSuffix("\r\u{1B}[2A\u{1B}[J"))
        terminal.close()
        #expect(sent.flush() == "")
    }
}
