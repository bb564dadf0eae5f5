// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

@Suite struct InterruptTests {
    private let interrupt = Interrupt()

    @Test func whereNothingIsBeingChangedTheProcessEndsAtOnce() {
        #expect(!interrupt.isRequested)
        #expect(interrupt.request() == .end(.before))
        #expect(interrupt.isRequested)
    }

    @Test func inTheMiddleOfChangesTheFirstRequestWaitsAndTheSecondDoesNot() async {
        await interrupt.whileChanging {
            #expect(interrupt.request() == .finishing)
            #expect(interrupt.isRequested)
            #expect(interrupt.request() == .end(.during))
        }
    }

    @Test func afterTheChangesTheProcessEndsAtOnce() async {
        await interrupt.whileChanging {}
        #expect(interrupt.request() == .end(.after))
    }

    @Test func whatIsHeldIsWaitedForAndChangesNothing() {
        interrupt.hold(true)
        #expect(interrupt.request() == .finishing)
        interrupt.hold(false)
        #expect(interrupt.request() == .end(.before))
    }

    @Test func whoeverWatchesMayStopAtAnyTime() async {
        let answer = await interrupt.whileWatching { interrupt.request() }
        #expect(answer == .end(.watching))
        #expect(interrupt.request() == .end(.before))
    }

    @Test func changesThatFailAreOver() async {
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await interrupt.whileChanging { throw Failure() } }
        #expect(interrupt.request() == .end(.after))
    }

    @Test func whatIsServedEndsWithTheFirstRequestAndTheProcessWithTheSecond() async {
        await interrupt.whileServing {
            #expect(interrupt.request() == .stopping)
            #expect(interrupt.isRequested)
            #expect(interrupt.request() == .end(.before))
        }
    }

    @Test(arguments: [
        (Interrupt.Answer.finishing, "once more"), (.end(.before), "Nothing was changed"), (.end(.during), "run again"),
        (.end(.after), "stays done"), (.stopping, "Stopping."), (.end(.watching), "Stopped."),
    ])
    func theUserIsToldWhatItMeans(answer: Interrupt.Answer, words: String) {
        #expect(Interrupt.text(answer).contains(words))
    }
}
