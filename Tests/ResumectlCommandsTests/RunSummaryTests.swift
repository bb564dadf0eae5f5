// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct RunSummaryTests {
    private static func error(_ kind: DeployError.Kind) -> DeployError {
        DeployError(
            code: .unexpected, summary: "Something", detail: "what", hint: "Do:\n    resumectl deploy", kind: kind)
    }

    private static func result(_ outcomes: [RunResult.Outcome], wasInterrupted: Bool = false) -> RunResult {
        RunResult(
            outcomes: outcomes.enumerated().map { (ResourceAddress("r\($0.offset)"), "R\($0.offset)", $0.element) },
            outputs: Outputs(), wasInterrupted: wasInterrupted)
    }

    /// How the steps of a run ended, and the status of the run.
    private static let runs: [(String, [RunResult.Outcome], interrupted: Bool, ResumectlCommands.ExitStatus)] = [
        ("nothing to do", [], false, .done),
        ("all unchanged", [.unchanged], false, .done),
        ("all done", [.done(.create), .done(.update), .unchanged], false, .done),
        ("pending", [.done(.create), .pending(error(.pending)), .skipped(because: "r1")], false, .pendingInAWS),
        ("pending at once", [.pending(error(.pending))], false, .pendingInAWS),
        ("failed at once", [.failed(error(.failure)), .skipped(because: "r0")], false, .failed),
        ("failed after something was done", [.done(.create), .failed(error(.failure))], false, .partlyDone),
        ("failed beside something pending", [.pending(error(.pending)), .failed(error(.failure))], false, .failed),
        ("not allowed at once", [.failed(error(.permission))], false, .permission),
        ("not allowed after something was done", [.done(.create), .failed(error(.permission))], false, .partlyDone),
        ("refused at once", [.failed(error(.refused))], false, .refused),
        ("refused after something was done", [.done(.create), .failed(error(.refused))], false, .partlyDone),
        ("interrupted", [.done(.create), .notStarted], true, .interrupted),
        ("interrupted and failed", [.failed(error(.failure)), .notStarted], true, .interrupted),
    ]

    @Test(arguments: runs.indices)
    func theStatusTellsHowARunEnded(index: Int) {
        let (_, outcomes, interrupted, status) = Self.runs[index]
        let result = Self.result(outcomes, wasInterrupted: interrupted)
        #expect(RunSummary(result: result, command: "resumectl deploy").status == status)
    }

    private func shown(_ result: RunResult, json: Bool = false) -> String {
        let text = Mutex("")
        var context = CommandContext.silent
        context.console = Console(style: TextStyle(isColored: false)) { piece, _ in text.withLock { $0 += piece } }
        context.usesJSON = json
        _ = RunSummary(result: result, command: "resumectl deploy").show(on: context)
        return text.withLock { $0 }
    }

    @Test func aPartlyDoneRunTellsHowToGoOn() {
        let result = Self.result([.done(.create), .failed(Self.error(.failure)), .skipped(because: "r1")])
        #expect(
            shown(result) == """

                error: Something [unexpected]
                  what
                  Do:
                      resumectl deploy

                Partly done: 1 done, 2 left. What is done stays done. Go on with:
                    resumectl deploy

                """)
    }

    @Test func anInterruptedRunTellsHowToGoOn() {
        let result = Self.result([.done(.create), .stopped, .notStarted, .notStarted], wasInterrupted: true)
        #expect(
            shown(result) == """

                Interrupted. 1 done, 3 left. What is done stays done.
                Half done: R1.
                Not done: R2, R3.
                Go on with:
                    resumectl deploy

                """)
    }

    @Test func aRunThatWasInterruptedAtItsLastStepHasNothingToGoOnWith() {
        let result = Self.result([.done(.create), .unchanged], wasInterrupted: true)
        #expect(shown(result) == "\nInterrupted. Everything was done by then.\n")
    }

    @Test func aRunThatIsDoneSaysNothing() {
        #expect(shown(Self.result([.done(.create)])) == "")
    }

    @Test func whatIsPendingIsNoError() {
        #expect(shown(Self.result([.pending(Self.error(.pending))])).hasPrefix("\npending: Something [unexpected]\n"))
    }

    @Test func theRecordOfTheEndNamesEveryStep() throws {
        let result = Self.result([
            .done(.create), .unchanged, .pending(Self.error(.pending)), .failed(Self.error(.failure)),
            .skipped(because: "r3"), .notStarted, .stopped,
        ])
        let records = try shown(result, json: true).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(records.map { $0["type"] } == ["error", "error", "result"])
        let end = try #require(records.last)
        #expect(end["exitStatus"] == 4)
        #expect(end["done"] == ["r0"] && end["pending"] == ["r2"] && end["failed"] == ["r3"])
        #expect(end["skipped"] == ["r4"] && end["notStarted"] == ["r5"])
        #expect(end["stopped"] == ["r6"])
    }
}
