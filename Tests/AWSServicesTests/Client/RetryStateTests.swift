// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct RetryStateTests {
    static let throttled = AttemptFailure.service(.init(status: 503, code: "SlowDown"))
    static let broken = AttemptFailure.service(.init(status: 500, code: "InternalError"))
    static let lost = AttemptFailure.transport(.init(kind: .connectionLost, message: ""))

    /// Runs failures through one call.
    static func decisions(
        _ failures: [AttemptFailure], policy: RetryPolicy = RetryPolicy(for: .s3), quota: inout RetryQuota,
        localTime: Double = 1000, remaining: Duration = .seconds(180)
    ) -> [RetryState.Decision] {
        var state = RetryState()
        return failures.map { failure in
            state.next(
                after: failure, of: .getPolicy, policy: policy, region: "eu-west-1", localTime: localTime,
                remaining: remaining, quota: &quota, random: { 1 })
        }
    }

    @Test func givesUpAfterTheLastAttempt() {
        var quota = RetryQuota()
        #expect(
            Self.decisions([Self.broken, Self.broken, Self.broken], quota: &quota) == [
                .retry(after: .milliseconds(50)), .retry(after: .milliseconds(100)), .giveUp,
            ])
        #expect(quota.available == 500 - 2 * 14)
    }

    @Test func throttlingCostsFiveTokens() {
        var quota = RetryQuota()
        #expect(Self.decisions([Self.throttled], quota: &quota) == [.retry(after: .seconds(1))])
        #expect(quota.available == 495)
    }

    @Test func anEmptyQuotaEndsRetries() {
        var quota = RetryQuota()
        while quota.take(14) {}
        #expect(Self.decisions([Self.broken], quota: &quota) == [.giveUp])
        // 500 is 35 times 14 and 10 more: enough for throttling.
        #expect(Self.decisions([Self.throttled], quota: &quota) == [.retry(after: .seconds(1))])
    }

    @Test func aSuccessRefundsTheLastCost() {
        var quota = RetryQuota()
        _ = quota.take(14)
        _ = quota.take(14)
        quota.refund(lastCost: 14)
        #expect(quota.available == 486)
        quota.refund(lastCost: nil)
        #expect(quota.available == 487)
        for _ in 0..<50 { quota.refund(lastCost: 14) }
        #expect(quota.available == 500)
    }

    @Test func aLostConnectionIsTriedAgainTwiceAtOnceAndThenWithTheUsualWaits() {
        var quota = RetryQuota()
        #expect(
            Self.decisions(Array(repeating: Self.lost, count: 5), quota: &quota) == [
                .retry(after: .zero), .retry(after: .zero), .retry(after: .milliseconds(50)),
                .retry(after: .milliseconds(100)), .giveUp,
            ])
    }

    @Test func noWaitGoesBeyondTheTimeOfTheCall() {
        var quota = RetryQuota()
        #expect(Self.decisions([Self.throttled], quota: &quota, remaining: .milliseconds(999)) == [.giveUp])
        #expect(Self.decisions([Self.broken], quota: &quota, remaining: .milliseconds(50)) == [.giveUp])
        #expect(Self.decisions([Self.lost], quota: &quota, remaining: .zero) == [.giveUp])
        #expect(quota.available == 500, "a retry that is not made costs nothing")
        #expect(
            Self.decisions([Self.throttled], quota: &quota, remaining: .milliseconds(1001))
                == [.retry(after: .seconds(1))])
    }

    @Test func oneAttemptMeansOneAttempt() {
        var quota = RetryQuota()
        let policy = RetryPolicy(for: .s3, maximumAttempts: 1)
        #expect(Self.decisions([Self.lost], policy: policy, quota: &quota) == [.giveUp])
    }

    struct SkewCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let serverTime: Double?
        let corrects: Bool

        init(_ name: String, _ code: String, _ serverTime: Double?, corrects: Bool) {
            testDescription = name
            self.code = code
            self.serverTime = serverTime
            self.corrects = corrects
        }
    }

    @Test(arguments: [
        SkewCase("certain code, far off", "RequestTimeTooSkewed", 5000, corrects: true),
        SkewCase("certain code, little off", "RequestExpired", 1090, corrects: true),
        SkewCase("certain code, same time", "RequestInTheFuture", 1000, corrects: false),
        SkewCase("possible code, far off", "SignatureDoesNotMatch", 1300, corrects: true),
        SkewCase("possible code, far ahead", "InvalidSignatureException", 700, corrects: true),
        SkewCase("possible code, little off", "SignatureDoesNotMatch", 1100, corrects: false),
        SkewCase("HEAD without code, far off", "HTTP403", 5000, corrects: true),
        SkewCase("no date", "RequestTimeTooSkewed", nil, corrects: false),
        SkewCase("another error, far off", "AccessDenied", 5000, corrects: false),
    ])
    func correctsTheClockOnceWhenItIsTheReason(_ c: SkewCase) {
        var quota = RetryQuota()
        let failure = AttemptFailure.service(.init(status: 403, code: c.code, serverTime: c.serverTime))
        let expected: [RetryState.Decision] =
            c.corrects ? [.correctClock(by: (c.serverTime ?? 0) - 1000), .giveUp] : [.giveUp, .giveUp]
        #expect(Self.decisions([failure, failure], quota: &quota) == expected)
        #expect(quota.available == RetryQuota.capacity)
    }

    @Test func followsABucketToItsRegionOnce() {
        var quota = RetryQuota()
        let elsewhere = AttemptFailure.service(
            .init(status: 301, code: "PermanentRedirect", bucketRegion: "us-west-2"))
        #expect(
            Self.decisions([elsewhere, elsewhere], quota: &quota) == [.redirect(toRegion: "us-west-2"), .giveUp])
        let here = AttemptFailure.service(.init(status: 301, code: "PermanentRedirect", bucketRegion: "eu-west-1"))
        #expect(Self.decisions([here], quota: &quota) == [.giveUp])
    }

    @Test(arguments: ["ExpiredToken", "ExpiredTokenException"])
    func getsNewCredentialsOnceForExpiredOnes(code: String) {
        var quota = RetryQuota()
        let expired = AttemptFailure.service(.init(status: 400, code: code))
        #expect(Self.decisions([expired, expired], quota: &quota) == [.renewCredentials, .giveUp])
        #expect(quota.available == RetryQuota.capacity)
    }
}
