// SPDX-License-Identifier: Apache-2.0

/// The course of one call: which attempts there were and what comes next. It decides; the caller acts.
package struct RetryState: Sendable, Equatable {
    /// What to do after a failed attempt.
    package enum Decision: Sendable, Equatable {
        /// Report the error.
        case giveUp
        /// Wait and send again.
        case retry(after: Duration)
        /// Correct the clock by this many seconds and send again at once.
        case correctClock(by: Double)
        /// Send to the bucket's own region at once.
        case redirect(toRegion: String)
        /// Get new credentials and send again at once; when there are no other ones, report the error.
        case renewCredentials
    }

    /// How often the request was sent, the attempt that is under way included.
    package private(set) var sent = 1
    /// Attempts that count against the policy's limit.
    package private(set) var counted = 1
    /// What the last retry took from the quota, to be given back after a success.
    package private(set) var lastCost: Int?
    private var immediateRetries = 0
    private var hasCorrectedClock = false
    private var hasRedirected = false
    private var hasRenewedCredentials = false

    /// Lost connections that are answered by sending again at once. Servers close unused connections without notice,
    /// so a pool may hold several dead ones.
    static let maximumImmediateRetries = 2
    /// How far the clocks must differ before that is taken for the reason of a refused signature, in seconds.
    static let skewThreshold = 240.0

    /// The state while the first attempt is under way.
    package init() {}

    /// Decides after a failed attempt, and counts the next one if there is to be one.
    ///
    /// - Parameters:
    ///   - failure: What happened.
    ///   - request: The request.
    ///   - policy: The rules of retrying.
    ///   - region: The region that the request was signed for.
    ///   - localTime: The time that the request was signed with, as seconds since 1970.
    ///   - remaining: The time that is left for the call; no wait goes beyond it.
    ///   - quota: The service's quota; the cost of a retry is taken from it.
    ///   - random: A number from 0 up to 1, asked for only when there is a wait.
    /// - Returns: What to do.
    package mutating func next(
        after failure: AttemptFailure, of request: ServiceRequest, policy: RetryPolicy, region: String,
        localTime: Double, remaining: Duration, quota: inout RetryQuota, random: () -> Double
    ) -> Decision {
        guard remaining > .zero else { return .giveUp }
        if case .service(let answer) = failure {
            if !hasRedirected, let home = answer.bucketRegion, home != region {
                hasRedirected = true
                sent += 1
                return .redirect(toRegion: home)
            }
            if !hasCorrectedClock, let skew = Self.skew(of: answer, localTime: localTime) {
                hasCorrectedClock = true
                sent += 1
                return .correctClock(by: skew)
            }
            if !hasRenewedCredentials, request.isSigned, Self.expiredCodes.contains(answer.code) {
                hasRenewedCredentials = true
                sent += 1
                return .renewCredentials
            }
        }
        let failureClass = policy.classify(failure, of: request)
        if failureClass == .connectionLost, immediateRetries < Self.maximumImmediateRetries,
            policy.maximumAttempts > 1
        {
            immediateRetries += 1
            sent += 1
            return .retry(after: .zero)
        }
        guard failureClass != .permanent, counted < policy.maximumAttempts else { return .giveUp }
        let isThrottled = failureClass == .throttling
        let cost = isThrottled ? RetryQuota.throttlingCost : RetryQuota.transientCost
        var hint: Duration?
        if case .service(let answer) = failure { hint = answer.retryAfter }
        let delay = policy.delay(retry: counted - 1, isThrottled: isThrottled, hint: hint, random: random())
        guard delay < remaining, quota.take(cost) else { return .giveUp }
        lastCost = cost
        counted += 1
        sent += 1
        return .retry(after: delay)
    }

    /// By how much the own clock is behind the server's, if that explains the error.
    private static func skew(of answer: AttemptFailure.Answer, localTime: Double) -> Double? {
        guard let serverTime = answer.serverTime else { return nil }
        let skew = serverTime - localTime
        if skewCodes.contains(answer.code) { return abs(skew) >= 1 ? skew : nil }
        let mayBeSkew = possibleSkewCodes.contains(answer.code) || answer.code == "HTTP403"
        return mayBeSkew && abs(skew) >= skewThreshold ? skew : nil
    }

    /// Codes with which AWS says that the session of temporary credentials is over.
    static let expiredCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException"]
    private static let skewCodes: Set<String> = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
    private static let possibleSkewCodes: Set<String> = [
        "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure",
    ]
}
