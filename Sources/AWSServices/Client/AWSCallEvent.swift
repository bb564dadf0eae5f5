// SPDX-License-Identifier: Apache-2.0

/// One attempt of a call, as `--debug` shows it and as tests count it. It holds no header and no body.
package struct AWSCallEvent: Sendable {
    package var service: AWSService
    /// AWS's name of the operation.
    package var operation: String
    /// The method, such as `GET`.
    package var method: String
    /// What the call is about, `nil` when the operation says it all.
    package var subject: String?
    /// The host that was asked.
    package var host: String
    /// The region of the signature.
    package var region: String
    /// 1 for the first.
    package var attempt: Int
    /// `nil` when no answer came.
    package var status: Int?
    /// The code of the error, `nil` after a success.
    package var errorCode: String?
    package var requestID: String?
    /// When it was sent, on the clock that tells how long the process runs.
    package var startedAt: Duration
    /// From sending to the end of the answer.
    package var duration: Duration
    /// What happens next, `nil` after a success.
    package var decision: RetryState.Decision?

    /// Makes an event.
    package init(
        service: AWSService, operation: String, method: String, subject: String?, host: String, region: String,
        attempt: Int, status: Int?, errorCode: String?, requestID: String?, startedAt: Duration, duration: Duration,
        decision: RetryState.Decision?
    ) {
        self.service = service
        self.operation = operation
        self.method = method
        self.subject = subject
        self.host = host
        self.region = region
        self.attempt = attempt
        self.status = status
        self.errorCode = errorCode
        self.requestID = requestID
        self.startedAt = startedAt
        self.duration = duration
        self.decision = decision
    }
}

extension AWSCallEvent: CustomStringConvertible {
    /// `S3 GetBucketPolicy bucket my-site (eu-west-1) 404 NoSuchBucketPolicy 35 ms, request 4f1c…`
    package var description: String {
        var text = "\(service.displayName) \(operation)"
        if let subject { text += " \(subject)" }
        text += " (\(region))"
        if attempt > 1 { text += " attempt \(attempt)" }
        if let status { text += " \(status)" }
        if let errorCode { text += " \(errorCode)" }
        text += " \(duration.inWords)"
        if let requestID { text += ", request \(requestID)" }
        switch decision {
        case .retry(let delay)?: text += ", again in \(delay.inWords)"
        case .correctClock(let seconds)?: text += ", clock corrected by \(Int(seconds)) s"
        case .redirect(let region)?: text += ", bucket is in \(region)"
        case .renewCredentials?: text += ", new credentials are fetched"
        case .giveUp?, nil: break
        }
        return text
    }
}
