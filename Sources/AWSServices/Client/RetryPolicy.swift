// SPDX-License-Identifier: Apache-2.0

/// Decides whether and when a failed attempt is repeated: AWS's "standard" mode as it is since 2026.
///
/// | | |
/// |---|---|
/// | attempts in all | 3, DynamoDB 4; `AWS_MAX_ATTEMPTS` and `max_attempts` in a profile change it |
/// | wait before retry i (from 0) | `random · min(20 s, base · 2^i)` |
/// | base | 50 ms, DynamoDB 25 ms, after throttling 1 s |
/// | server's hint | `x-amz-retry-after` in ms, but not less than the wait and not more than 5 s above it |
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Retry behavior".
package struct RetryPolicy: Sendable, Equatable {
    /// How often a request is sent at most, the first time included.
    package var maximumAttempts: Int
    /// The wait that is doubled, after an error that is not throttling.
    package var baseDelay: Duration
    /// The service, whose codes mean.
    package var service: AWSService

    /// The wait that is doubled, after throttling.
    package static let throttlingBaseDelay: Duration = .seconds(1)
    /// The longest wait before the server's hint.
    package static let maximumDelay: Duration = .seconds(20)
    /// How much longer than the own wait the server's may be.
    package static let hintAllowance: Duration = .seconds(5)

    /// The policy of a service.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - maximumAttempts: How often to send at most; `nil` for AWS's default.
    package init(for service: AWSService, maximumAttempts: Int? = nil) {
        self.service = service
        self.maximumAttempts = max(1, maximumAttempts ?? (service == .dynamoDB ? 4 : 3))
        self.baseDelay = service == .dynamoDB ? .milliseconds(25) : .milliseconds(50)
    }

    /// What kind of failure an attempt ended in.
    package enum FailureClass: Sendable, Equatable {
        /// AWS asks to slow down; it has done nothing.
        case throttling
        /// Something broke on the way or in the service; it may work next time.
        case transient
        /// A connection was lost that may have been closed before the request reached the service.
        case connectionLost
        /// The request is at fault, or repeating it could do harm.
        case permanent
    }

    /// Sorts a failure.
    ///
    /// - Parameters:
    ///   - failure: What happened.
    ///   - request: The request, for the codes that it does not want retried and whether it may be sent twice.
    /// - Returns: The class.
    package func classify(_ failure: AttemptFailure, of request: ServiceRequest) -> FailureClass {
        switch failure {
        case .transport(let error):
            switch error.kind {
            case .connectionFailed: .transient
            case .connectionLost: request.isSafeToResend ? .connectionLost : .permanent
            case .timeout, .malformedResponse: request.isSafeToResend ? .transient : .permanent
            case .tls, .other: .permanent
            }
        case .service(let answer):
            classify(answer, of: request)
        }
    }

    /// Whether a failure says that fewer requests at once would serve better: throttling, or no answer in time.
    ///
    /// - Parameters:
    ///   - failure: What happened.
    ///   - request: The request.
    /// - Returns: `true` if so.
    package func isSlowDown(_ failure: AttemptFailure, of request: ServiceRequest) -> Bool {
        switch failure {
        case .transport(let error): error.kind == .timeout
        case .service(let answer): answer.status == 503 || classify(failure, of: request) == .throttling
        }
    }

    private func classify(_ answer: AttemptFailure.Answer, of request: ServiceRequest) -> FailureClass {
        if request.codesNotRetried.contains(answer.code) { return .permanent }
        if answer.code == "LimitExceededException" { return service == .dynamoDB ? .throttling : .permanent }
        if Self.throttlingCodes.contains(answer.code) { return .throttling }
        if answer.status == 429 { return .throttling }
        guard request.isSafeToResend else { return .permanent }
        if Self.transientCodes.contains(answer.code) || Self.transientStatuses.contains(answer.status) {
            return .transient
        }
        return .permanent
    }

    /// The wait before a retry.
    ///
    /// - Parameters:
    ///   - retry: How many retries there were before, 0 for the first.
    ///   - isThrottled: Whether AWS asked to slow down.
    ///   - hint: What the server said, `nil` for nothing.
    ///   - random: A number from 0 up to 1.
    /// - Returns: The wait.
    package func delay(retry: Int, isThrottled: Bool, hint: Duration?, random: Double) -> Duration {
        let base = isThrottled ? Self.throttlingBaseDelay : baseDelay
        let grown = base * (1 << min(max(retry, 0), 20))
        let own = min(grown, Self.maximumDelay) * min(max(random, 0), 1)
        guard let hint else { return own }
        return max(own, min(hint, own + Self.hintAllowance))
    }

    /// Codes with which services ask to slow down. `LimitExceededException` is one in DynamoDB alone; in ACM, API
    /// Gateway and CloudWatch Logs it is a quota that no waiting raises.
    static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "EC2ThrottledException",
    ]
    /// `IDPCommunicationError`: STS could not reach the issuer of a web identity token this time;
    /// `OpenIdIdpCommunicationError`: the same of IAM, when it looks at an issuer that is made known to it.
    static let transientCodes: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete", "IDPCommunicationError",
        "OpenIdIdpCommunicationError",
    ]
    static let transientStatuses: Set<Int> = [500, 502, 503, 504]
}
