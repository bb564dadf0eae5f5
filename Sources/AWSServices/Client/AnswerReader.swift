// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Tells an answer's success from failure and reads what an error says.
struct AnswerReader {
    let service: AWSService
    let request: ServiceRequest

    /// The answer of a success.
    func response(from answer: HTTPResponse) -> ServiceResponse {
        ServiceResponse(
            operation: request.operation, status: answer.status, headers: answer.headers, body: answer.body,
            requestID: answer.headers["x-amzn-requestid"] ?? answer.headers["x-amz-request-id"])
    }

    /// The failure in an answer, `nil` when it is none.
    func failure(in answer: HTTPResponse) -> AWSCaller.Failure? {
        if (200..<300).contains(answer.status) || request.acceptedStatuses.contains(answer.status) {
            if let page = webPage(in: answer) { return page }
            return service == .s3 ? lateFailure(in: answer) : nil
        }
        let body = AWSErrorBody(decoding: answer.body) { answer.headers[$0] }
        return failure(answer, body: body, decidingStatus: answer.status)
    }

    /// A web page in the place of an answer, as proxies and the sign-in pages of networks send it with status 200. Many
    /// operations have no body to read, and would take it for a success.
    private func webPage(in answer: HTTPResponse) -> AWSCaller.Failure? {
        guard request.operation != "GetObject", request.method == "HEAD" ? isPage(answer.headers) : isPage(answer.body)
        else { return nil }
        let body = AWSErrorBody(
            code: "UnreadableResponse",
            message: "the answer is a web page and not one of AWS; a proxy or the sign-in page of a network sent it")
        return failure(answer, body: body, decidingStatus: 502)
    }

    private func isPage(_ body: [UInt8]) -> Bool {
        let start = body.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix(9)
        let text = String(decoding: start, as: UTF8.self).lowercased()
        return text.hasPrefix("<html") || text == "<!doctype"
    }

    /// An answer to HEAD has only its headers. An object may be a page; S3 says which request it answers.
    private func isPage(_ headers: HTTPResponseHeaders) -> Bool {
        headers["content-type"]?.lowercased().hasPrefix("text/html") == true && headers["x-amz-request-id"] == nil
            && headers["x-amzn-requestid"] == nil
    }

    /// S3 answers some long operations with 200 before it knows how they end; the body then holds the error, to be
    /// treated as status 500. An unreadable body of these operations is one too.
    private func lateFailure(in answer: HTTPResponse) -> AWSCaller.Failure? {
        guard answer.status == 200, !Self.rawBodyOperations.contains(request.operation) else { return nil }
        if let body = AWSErrorBody.errorIn200(answer.body, header: { answer.headers[$0] }) {
            return failure(answer, body: body, decidingStatus: 500)
        }
        guard Self.earlyStatusOperations.contains(request.operation) else { return nil }
        if (try? XMLTree(parsing: answer.body)) != nil { return nil }
        let body = AWSErrorBody(
            code: "InternalError", message: "the answer was cut off before it said how the operation ended")
        return failure(answer, body: body, decidingStatus: 500)
    }

    private func failure(_ answer: HTTPResponse, body: AWSErrorBody, decidingStatus: Int) -> AWSCaller.Failure {
        let headers = answer.headers
        let isUnexplained = service == .s3 && request.method == "HEAD" && answer.status == 400 && body.code == nil
        let code = body.code ?? (isUnexplained ? "ExpiredToken" : "HTTP\(answer.status)")
        var attempt = AttemptFailure.Answer(status: decidingStatus, code: code)
        attempt.retryAfter = headers["x-amz-retry-after"].flatMap { Int($0) }
            .flatMap { $0 >= 0 ? .milliseconds($0) : nil }
        attempt.serverTime = headers["date"].flatMap { AWSTimestamp.parseHTTPDate($0) }?.timeIntervalSince1970
        if service == .s3, request.bucket != nil {
            attempt.bucketRegion = bucketRegion(status: answer.status, code: code, headers: headers, body: body)
        }
        var error = AWSError(
            service: service, operation: request.operation, subject: request.subject, code: code,
            message: body.message ?? (isUnexplained ? Self.expired : Self.words(forStatus: answer.status)),
            status: answer.status,
            requestID: body.requestID, extendedRequestID: body.hostID, details: body.fields)
        if let region = headers["x-amz-bucket-region"] { error.details["Region", default: region] = region }
        return AWSCaller.Failure(attempt: .service(attempt), error: error)
    }

    /// The bucket's region, when the error says that the request went to another one.
    ///
    /// AWS reference: Amazon S3 User Guide, "Request redirection and the REST API".
    private func bucketRegion(
        status: Int, code: String, headers: HTTPResponseHeaders, body: AWSErrorBody
    ) -> String? {
        guard request.operation != "CreateBucket" else { return nil }
        let isWrongRegion =
            switch status {
            case 301, 307, 308: true
            case 400:
                ["AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"]
                    .contains(code) || (request.method == "HEAD" && body.code == nil)
            default: false
            }
        guard isWrongRegion else { return nil }
        guard let region = headers["x-amz-bucket-region"] ?? body.fields["Region"], !region.isEmpty else { return nil }
        return region
    }

    /// Operations whose answer is the object or document itself.
    private static let rawBodyOperations: Set<String> = ["GetObject", "GetBucketPolicy"]
    private static let earlyStatusOperations: Set<String> = [
        "CopyObject", "UploadPartCopy", "CompleteMultipartUpload",
    ]

    /// S3 answers HEAD without a reason; of what it refuses with 400, only an expired session is no mistake of the request
    /// (Amazon S3 API Reference, "HeadObject": the exception cannot be told beyond the status).
    private static let expired = "S3 gives no reason; mostly the session of the credentials has expired"

    private static func words(forStatus status: Int) -> String {
        switch status {
        case 301, 302, 303, 307, 308: "AWS sent the request to another address"
        case 400: "AWS could not use the request"
        case 401, 403: "access denied"
        case 404: "not found"
        case 405: "not allowed"
        case 409: "conflict"
        case 412: "a condition does not hold"
        case 429: "too many requests"
        case 500...: "the service failed"
        default: "no reason was given"
        }
    }
}
