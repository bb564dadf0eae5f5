// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct WaiterTests {
    let waiter = Waiter(for: "certificate c to be issued", every: .seconds(10), patience: .seconds(25))

    @Test func asksUntilItIsDone() async throws {
        let clock = VirtualClock()
        var states = ["PENDING", "PENDING", "ISSUED"][...]
        var seen: [String] = []
        let result = try await waiter.run(in: clock.environment(), onPending: { seen.append($0) }) {
            let state = states.removeFirst()
            return state == "ISSUED" ? .done(42) : .pending(state)
        }
        #expect(result == 42)
        #expect(seen == ["PENDING", "PENDING"])
        #expect(clock.sleeps == [.seconds(10), .seconds(10)])
    }

    @Test func givesUpAtTheDeadlineWithTheLastState() async throws {
        let clock = VirtualClock()
        var asked = 0
        let error = try await #require(throws: WaiterTimeout.self) {
            try await waiter.run(in: clock.environment()) {
                asked += 1
                return Waiter.Answer<Int>.pending("STATE \(asked)")
            }
        }
        // At 0, 10, 20 and, for the last time, at 25 seconds.
        #expect(clock.sleeps == [.seconds(10), .seconds(10), .seconds(5)])
        #expect(
            error == WaiterTimeout(what: "certificate c to be issued", patience: .seconds(25), lastState: "STATE 4"))
        #expect(error.description == "waited 25 s for certificate c to be issued; last seen: STATE 4")
    }

    @Test func anErrorOfTheQuestionEndsTheWait() async throws {
        let clock = VirtualClock()
        await #expect(throws: AWSError.self) {
            try await waiter.run(in: clock.environment()) { () -> Waiter.Answer<Int> in
                throw AWSError(service: .acm, operation: "DescribeCertificate", code: "AccessDenied", message: "")
            }
        }
        #expect(clock.sleeps.isEmpty)
    }

    @Test func repeatsWhileTheCodeIsOneThatPasses() async throws {
        let clock = VirtualClock()
        var left = 2
        let result = try await waiter.retrying(["OperationAborted"], in: clock.environment()) {
            left -= 1
            if left >= 0 { throw AWSError(service: .s3, operation: "X", code: "OperationAborted", message: "") }
            return "done"
        }
        #expect(result == "done")
        #expect(clock.sleeps.count == 2)
    }

    @Test(arguments: [("OperationAborted", 4), ("AccessDenied", 1)])
    func reportsTheLastErrorWhenPatienceEndsAndOthersAtOnce(code: String, attempts: Int) async throws {
        let clock = VirtualClock()
        var count = 0
        let error = try await #require(throws: AWSError.self) {
            try await waiter.retrying(["OperationAborted"], in: clock.environment()) {
                count += 1
                throw AWSError(service: .s3, operation: "X", code: code, message: "")
            }
        }
        #expect(error.code == code)
        #expect(count == attempts)
    }

    @Test(arguments: [
        (Duration.milliseconds(350), "350 ms"), (.zero, "0 ms"), (.seconds(4.5), "4.5 s"), (.seconds(90), "90 s"),
        (.seconds(60), "60 s"), (.seconds(900), "15 min"), (.seconds(121), "121 s"), (.milliseconds(1999), "2 s"),
    ])
    func durationsReadWell(duration: Duration, expected: String) {
        #expect(duration.inWords == expected)
    }
}
