// SPDX-License-Identifier: Apache-2.0

/// An AWS call that failed, kept whole.
package struct AWSError: Error, Sendable {
    package var service: AWSService
    /// AWS's name of the operation, such as `PutBucketPolicy`.
    package var operation: String
    /// What the call was about, such as `bucket my-site`; `nil` when the operation says it all.
    package var subject: String?
    /// AWS's error code, such as `NoSuchBucket`. `HTTP503` when the answer had none; `Transport` when there was no answer;
    /// `UnreadableResponse` when a successful answer could not be understood.
    package var code: String
    /// AWS's own words.
    package var message: String
    /// `nil` when no answer came.
    package var status: Int?
    package var requestID: String?
    /// S3's second id (`x-amz-id-2`), which AWS support asks for.
    package var extendedRequestID: String?
    /// Other members of the error document, such as `Region` or `BucketName`.
    package var details: [String: String]
    /// How many times the request was sent.
    package var attempts: Int
    /// Where the credentials of the request came from, for people; `nil` when it was not signed.
    package var credentialsSource: String?
    /// Why there was no answer.
    package var transport: HTTPTransportError?

    package init(
        service: AWSService, operation: String, subject: String? = nil, code: String, message: String,
        status: Int? = nil, requestID: String? = nil, extendedRequestID: String? = nil,
        details: [String: String] = [:], attempts: Int = 1, transport: HTTPTransportError? = nil
    ) {
        self.service = service
        self.operation = operation
        self.subject = subject
        self.code = code
        self.message = message
        self.status = status
        self.requestID = requestID
        self.extendedRequestID = extendedRequestID
        self.details = details
        self.attempts = attempts
        self.transport = transport
    }
}

extension AWSError: CustomStringConvertible {
    /// `S3 PutBucketPolicy on bucket x: AccessDenied: … (403, request 4f1c…)`
    package var description: String {
        var text = "\(service.displayName) \(operation)"
        if let subject { text += " on \(subject)" }
        text += ": \(code): \(message)"
        var notes: [String] = []
        if let status { notes.append("HTTP \(status)") }
        if let requestID { notes.append("request \(requestID)") }
        if let extendedRequestID { notes.append("id \(extendedRequestID)") }
        if attempts > 1 { notes.append("\(attempts) attempts") }
        return notes.isEmpty ? text : text + " (\(notes.joined(separator: ", ")))"
    }
}
