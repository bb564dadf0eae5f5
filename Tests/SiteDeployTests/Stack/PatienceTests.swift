// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import Testing

@testable import SiteDeploy

@Suite struct PatienceTests {
    private struct Passing: Error {}
    private struct Lasting: Error {}

    private let time = ManualTime()
    private let log = StepLog()
    private var step: StepReporter { log.reporter("x") }

    @Test func anAnswerAtOnceCostsNoTimeAndSaysNothing() async throws {
        let answer = try await time.patience.wait(for: "it", upTo: .seconds(5), step: step) { 7 }
        #expect(answer == 7)
        #expect(time.elapsed == .zero && log.texts.isEmpty)
    }

    @Test func thePausesGrowByHalfUpToTheLongest() async throws {
        var asked: [Duration] = []
        let answer = try await time.patience.wait(
            for: "it", upTo: .seconds(60), first: .seconds(2), longest: .seconds(4), step: step
        ) {
            asked.append(time.elapsed)
            return asked.count == 5 ? true : nil
        }
        #expect(answer == true)
        #expect(asked == [.zero, .seconds(2), .seconds(5), .seconds(9), .seconds(13)])
        #expect(Set(log.texts) == ["it"])
    }

    @Test(arguments: [Duration.zero, .seconds(1), .seconds(30)])
    func aWaitEndsWithinItsLimitAndHasAskedAtLeastOnce(limit: Duration) async throws {
        var count = 0
        let answer: Int? = try await time.patience.wait(for: "it", upTo: limit, step: step) {
            count += 1
            return nil
        }
        #expect(answer == nil)
        #expect(count >= 1)
        #expect(time.elapsed <= limit)
    }

    @Test func anErrorEndsAWait() async throws {
        await #expect(throws: Lasting.self) {
            let _: Int? = try await time.patience.wait(for: "it", upTo: .seconds(5), step: step) { throw Lasting() }
        }
    }

    private static func failure(_ kind: HTTPTransportError.Kind) -> AWSError {
        AWSError(
            service: .cloudFront, operation: "GetDistribution", code: "Transport", message: "m",
            transport: HTTPTransportError(kind: kind, message: "m"))
    }

    @Test func aWaitOutlivesANetworkThatIsGoneForAMinute() async throws {
        let answer = try await time.patience.wait(for: "it", upTo: .seconds(1200), step: step) { () -> Bool? in
            if time.elapsed < .seconds(30) { return nil }
            if time.elapsed < .seconds(90) { throw Self.failure(.connectionFailed) }
            if time.elapsed < .seconds(200) { return nil }
            if time.elapsed < .seconds(300) { throw Self.failure(.timeout) }
            return true
        }
        #expect(answer == true)
        #expect(Set(log.texts) == ["it", "it; AWS does not answer at the moment"])
    }

    @Test func aWaitEndsWhenAWSDoesNotAnswerForTwoMinutes() async throws {
        await #expect(throws: AWSError.self) {
            let _: Int? = try await time.patience.wait(for: "it", upTo: .seconds(1200), step: step) {
                throw Self.failure(.connectionLost)
            }
        }
        #expect(time.elapsed > .seconds(100) && time.elapsed <= .seconds(120))
    }

    @Test func whatFailsAtTheEndOfAWaitIsNoAnswerButAnError() async throws {
        await #expect(throws: AWSError.self) {
            let _: Int? = try await time.patience.wait(for: "it", upTo: .seconds(10), step: step) {
                throw Self.failure(.timeout)
            }
        }
        #expect(time.elapsed <= .seconds(10))
    }

    @Test func aRefusalEndsAWaitAtOnce() async throws {
        for refusal in [
            AWSError(service: .acm, operation: "X", code: "AccessDenied", message: "m", status: 403),
            Self.failure(.tls),
        ] {
            await #expect(throws: AWSError.self) {
                let _: Int? = try await time.patience.wait(for: "it", upTo: .seconds(10), step: step) { throw refusal }
            }
        }
        #expect(time.elapsed == .zero)
    }

    @Test func whatPassesIsTriedAgainAndWhatLastsIsNot() async throws {
        var count = 0
        let answer = try await time.patience.retry(
            while: { $0 is Passing }, waitingFor: "it", upTo: .seconds(60), step: step
        ) {
            count += 1
            if count < 4 { throw Passing() }
            return count
        }
        #expect(answer == 4)
        await #expect(throws: Lasting.self) {
            try await time.patience.retry(while: { $0 is Passing }, waitingFor: "it", upTo: .seconds(60), step: step) {
                throw Lasting()
            }
        }
    }

    @Test func aRetryLetsTheErrorThroughWhenTheTimeIsUp() async throws {
        await #expect(throws: Passing.self) {
            try await time.patience.retry(while: { $0 is Passing }, waitingFor: "it", upTo: .seconds(20), step: step) {
                throw Passing()
            }
        }
        #expect(time.elapsed <= .seconds(20))
        #expect(time.elapsed > .seconds(10))
    }

    @Test func aWaitEndsSoonAfterTheUserWantsToStop() async throws {
        let stop = Duration.seconds(7)
        var patience = time.patience
        patience.shouldStop = { [time] in time.elapsed >= stop }
        await #expect(throws: CancellationError.self) {
            let _: Int? = try await patience.wait(
                for: "it", upTo: .seconds(600), first: .seconds(60), longest: .seconds(60), step: step
            ) { nil }
        }
        #expect(time.elapsed >= stop && time.elapsed <= stop + .milliseconds(200))
        #expect(log.texts == ["it"])
    }

    @Test func whatIsAskedOnceIsAnsweredAlsoWhenTheUserWantsToStop() async throws {
        var patience = time.patience
        patience.shouldStop = { true }
        #expect(try await patience.wait(for: "it", upTo: .seconds(5), step: step) { 7 } == 7)
        await #expect(throws: CancellationError.self) {
            try await patience.retry(while: { _ in true }, waitingFor: "it", upTo: .seconds(60), step: step) {
                throw Passing()
            }
        }
        #expect(time.elapsed == .zero)
    }

    @Test func aCancelledWaitEnds() async throws {
        let patience = Patience(now: { ContinuousClock.now }, sleep: { _ in throw CancellationError() })
        await #expect(throws: CancellationError.self) {
            let _: Int? = try await patience.wait(for: "it", upTo: .seconds(5), step: step) { nil }
        }
    }
}
