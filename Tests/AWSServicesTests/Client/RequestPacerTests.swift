// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct RequestPacerTests {
    static let pace = RequestPace(burst: 3, perSecond: 2)

    @Test func theBurstGoesAtOnceAndTheRestAtThePace() {
        var pacer = RequestPacer(Self.pace)
        let delays = (0..<6).map { _ in pacer.delay(at: .zero) }
        #expect(
            delays == [.zero, .zero, .zero, .milliseconds(500), .milliseconds(1000), .milliseconds(1500)])
    }

    @Test func aPauseGivesTheBurstBackBitByBit() {
        var pacer = RequestPacer(Self.pace)
        for _ in 0..<3 { _ = pacer.delay(at: .zero) }
        #expect(pacer.delay(at: .milliseconds(1000)) == .zero)
        #expect(pacer.delay(at: .milliseconds(1000)) == .zero)
        #expect(pacer.delay(at: .milliseconds(1000)) == .milliseconds(500))
        let later = Duration.seconds(60)
        #expect((0..<4).map { _ in pacer.delay(at: later) } == [.zero, .zero, .zero, .milliseconds(500)])
    }

    /// API Gateway's own limit, as a bucket of 40 that loses 10 each second: no request may find it full.
    @Test func apiGatewaySeesNoMoreThanItsLimit() throws {
        var pacer = RequestPacer(try #require(RequestPace.of(.apiGateway)))
        var level = 0.0
        var last = 0.0
        var now = Duration.zero
        for number in 0..<500 {
            now += pacer.delay(at: now)
            let time = now.seconds
            level = max(0, level - (time - last) * 10) + 1
            last = time
            #expect(level <= 40, "request \(number) at \(time) s")
        }
    }
}
