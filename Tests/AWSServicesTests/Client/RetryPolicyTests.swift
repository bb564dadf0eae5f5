// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct RetryPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let service: AWSService
        let failure: AttemptFailure
        let request: ServiceRequest
        let expected: RetryPolicy.FailureClass

        init(
            _ name: String, _ failure: AttemptFailure, of service: AWSService = .s3, resend: Bool = true,
            not codes: Set<String> = [], is expected: RetryPolicy.FailureClass
        ) {
            testDescription = name
            self.service = service
            self.failure = failure
            request = ServiceRequest("Any", method: "POST", codesNotRetried: codes, isSafeToResend: resend)
            self.expected = expected
        }
    }

    static func answer(_ status: Int, _ code: String) -> AttemptFailure {
        .service(.init(status: status, code: code))
    }

    static func lost(_ kind: HTTPTransportError.Kind) -> AttemptFailure {
        .transport(.init(kind: kind, message: ""))
    }

    @Test(arguments: [
        Case("503 without code", answer(503, "HTTP503"), is: .transient),
        Case("500", answer(500, "InternalError"), is: .transient),
        Case("502", answer(502, "HTTP502"), is: .transient),
        Case("504", answer(504, "HTTP504"), is: .transient),
        Case("501 is for good", answer(501, "NotImplemented"), is: .permanent),
        Case("RequestTimeout is a 400", answer(400, "RequestTimeout"), is: .transient),
        Case("SlowDown", answer(503, "SlowDown"), is: .throttling),
        Case("ThrottlingException is a 400", answer(400, "ThrottlingException"), of: .acm, is: .throttling),
        Case("any 429", answer(429, "HTTP429"), of: .apiGateway, is: .throttling),
        Case(
            "LimitExceededException of DynamoDB", answer(400, "LimitExceededException"), of: .dynamoDB, is: .throttling),
        Case("LimitExceededException of ACM", answer(400, "LimitExceededException"), of: .acm, is: .permanent),
        Case("LimitExceededException of Logs", answer(400, "LimitExceededException"), of: .logs, is: .permanent),
        Case("access denied", answer(403, "AccessDenied"), is: .permanent),
        Case(
            "a code that the operation knows better", answer(429, "TooManyRequestsException"), of: .lambda,
            not: ["TooManyRequestsException"], is: .permanent),
        Case("no connection", lost(.connectionFailed), is: .transient),
        Case("time is up", lost(.timeout), is: .transient),
        Case("lost connection", lost(.connectionLost), is: .connectionLost),
        Case("unknown authority", lost(.tls), is: .permanent),
        Case("unsafe: 500", answer(500, "InternalError"), resend: false, is: .permanent),
        Case("unsafe: lost connection", lost(.connectionLost), resend: false, is: .permanent),
        Case("unsafe: time is up", lost(.timeout), resend: false, is: .permanent),
        Case("unsafe, but never sent", lost(.connectionFailed), resend: false, is: .transient),
        Case("unsafe, but refused", answer(429, "TooManyRequestsException"), resend: false, is: .throttling),
    ])
    func sortsFailures(_ c: Case) {
        #expect(RetryPolicy(for: c.service).classify(c.failure, of: c.request) == c.expected)
    }

    @Test(arguments: [
        (AWSService.s3, 0, false, Duration.milliseconds(50)),
        (.s3, 1, false, .milliseconds(100)),
        (.s3, 2, false, .milliseconds(200)),
        (.dynamoDB, 0, false, .milliseconds(25)),
        (.s3, 0, true, .seconds(1)),
        (.s3, 3, true, .seconds(8)),
        (.s3, 10, true, .seconds(20)),
        (.s3, 1000, true, .seconds(20)),
    ])
    func doublesTheWaitUpToTwentySeconds(service: AWSService, retry: Int, isThrottled: Bool, expected: Duration) {
        let policy = RetryPolicy(for: service)
        #expect(policy.delay(retry: retry, isThrottled: isThrottled, hint: nil, random: 1) == expected)
        #expect(policy.delay(retry: retry, isThrottled: isThrottled, hint: nil, random: 0.5) == expected / 2)
        #expect(policy.delay(retry: retry, isThrottled: isThrottled, hint: nil, random: 0) == .zero)
    }

    @Test(arguments: [
        (Duration.milliseconds(300), Duration.seconds(1)), (.seconds(3), .seconds(3)), (.seconds(60), .seconds(6)),
    ])
    func keepsTheServersHintWithinFiveSecondsOfTheOwnWait(hint: Duration, expected: Duration) {
        #expect(RetryPolicy(for: .s3).delay(retry: 0, isThrottled: true, hint: hint, random: 1) == expected)
    }

    @Test func sendsDynamoDBRequestsFourTimesAndOthersThree() {
        #expect(RetryPolicy(for: .dynamoDB).maximumAttempts == 4)
        #expect(RetryPolicy(for: .s3).maximumAttempts == 3)
        #expect(RetryPolicy(for: .dynamoDB, maximumAttempts: 7).maximumAttempts == 7)
    }
}
