// SPDX-License-Identifier: Apache-2.0

/// One call of an AWS operation before it is given an endpoint and signed.
package struct ServiceRequest: Sendable {
    /// AWS's name of the operation, such as `CreateDistribution`; used in errors and in the log.
    package var operation: String
    package var method: String
    /// Percent-encoded path, starting with `/`. For S3 without the bucket.
    package var path: String
    /// Names and values not encoded; a `nil` value is sent as a name alone (`?policy`). Sent in this order.
    package var query: [(name: String, value: String?)]
    package var headers: [(name: String, value: String)]
    package var payload: HTTPBody
    /// S3 only: the bucket; the endpoint decides between host and path style.
    package var bucket: String?
    /// What the call is about in the user's words or AWS's name, such as `bucket my-site`; shown in errors.
    package var subject: String?
    /// The longest a single attempt may take, or may stand still with a large body.
    package var attemptTimeout: Duration
    /// The longest that all attempts and the waits between them may take together, the time apart in which a large
    /// body was sent: no retry is begun that would end after it.
    package var totalTimeout: Duration { attemptTimeout * 3 }
    /// Codes that the service marks as throttling elsewhere but that are hard limits for this operation.
    package var codesNotRetried: Set<String>
    /// Whether sending the request twice does no more than sending it once, or no harm that the caller does not mend.
    /// `false` for creates that AWS would carry out a second time: when it is unknown whether AWS has acted (a lost
    /// connection, a time-out, status 5xx) they are not sent again.
    package var isSafeToResend: Bool
    /// The SHA-256 of the body in hexadecimal, when the caller has it already; `nil` lets it be computed.
    package var bodySHA256: String?
    /// Statuses besides 2xx that are an answer and no error, such as 304.
    package var acceptedStatuses: Set<Int>
    /// Whether the request is signed; the few operations that give out credentials are not.
    package var isSigned = true

    /// A copy of the body's bytes.
    package var body: [UInt8] {
        get { payload.bytes }
        set { payload = HTTPBody(newValue) }
    }

    package init(
        _ operation: String, method: String, path: String = "/",
        query: [(name: String, value: String?)] = [],
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], bucket: String? = nil, subject: String? = nil,
        attemptTimeout: Duration = .seconds(60),
        codesNotRetried: Set<String> = [],
        isSafeToResend: Bool = true,
        bodySHA256: String? = nil,
        acceptedStatuses: Set<Int> = [],
        payload: HTTPBody? = nil
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.payload = payload ?? HTTPBody(body)
        self.bucket = bucket
        self.subject = subject
        self.attemptTimeout = attemptTimeout
        self.codesNotRetried = codesNotRetried
        self.isSafeToResend = isSafeToResend
        self.bodySHA256 = bodySHA256
        self.acceptedStatuses = acceptedStatuses
    }
}

/// A successful answer: the status is 2xx (or one that the operation asked to see) and the body holds no error.
package struct ServiceResponse: Sendable {
    package var operation: String
    package var status: Int
    package var headers: HTTPResponseHeaders
    package var body: [UInt8]
    /// AWS's id of the request, for support; `nil` when the answer had none.
    package var requestID: String?

    package init(
        operation: String, status: Int, headers: HTTPResponseHeaders, body: [UInt8], requestID: String?
    ) {
        self.operation = operation
        self.status = status
        self.headers = headers
        self.body = body
        self.requestID = requestID
    }
}
