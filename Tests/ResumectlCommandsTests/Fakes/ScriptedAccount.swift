// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Synchronization
import Testing

/// An AWS account behind HTTP in which nothing exists, and which takes no change unless a test says so.
final class ScriptedAccount: HTTPTransport {
    typealias Rule = @Sendable (HTTPRequest) throws -> HTTPResponse?

    private let rules: [Rule]
    private let log = Mutex<[String]>([])

    /// - Parameter rules: Asked in order, before the answers of an empty account.
    init(_ rules: [Rule] = []) {
        self.rules = rules
    }

    /// What was asked for, such as `GET cloudfront.amazonaws.com /2020-05-31/distribution`.
    var requests: [String] { log.withLock { $0 } }

    func send(_ request: HTTPRequest, timeout: Duration) async throws -> HTTPResponse {
        log.withLock { $0.append("\(request.method) \(request.host) \(request.target)") }
        for rule in rules {
            if let answer = try rule(request) { return answer }
        }
        if let answer = Self.emptyAccount(request) { return answer }
        Issue.record("not expected: \(request.method) \(request.host) \(request.target) \(Self.operation(request))")
        return Self.xmlError("Unexpected", 400)
    }

    // MARK: Answers

    static func answer(_ body: String, status: Int = 200, etag: String? = nil) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: HTTPResponseHeaders([("x-amzn-requestid", "r-1")] + (etag.map { [("ETag", $0)] } ?? [])),
            body: Array(body.utf8))
    }

    static func xmlError(_ code: String, _ status: Int, message: String = "because") -> HTTPResponse {
        answer(
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "<RequestId>r-1</RequestId></ErrorResponse>", status: status)
    }

    static func s3Error(_ code: String, _ status: Int) -> HTTPResponse {
        answer(
            "<Error><Code>\(code)</Code><Message>because</Message><RequestId>r-1</RequestId></Error>", status: status)
    }

    static func jsonError(_ code: String, _ status: Int) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: HTTPResponseHeaders([("x-amzn-ErrorType", code), ("x-amzn-requestid", "r-1")]),
            body: Array(#"{"__type":"\#(code)","message":"because"}"#.utf8))
    }

    /// The error that a service would answer with, in its own format.
    static func error(_ code: String, _ status: Int, to request: HTTPRequest) -> HTTPResponse {
        if isS3(request) { return s3Error(code, status) }
        let isJSON = ["acm", "dynamodb", "lambda", "apigateway", "logs", "tagging"].contains {
            request.host.hasPrefix($0)
        }
        return isJSON ? jsonError(code, status) : xmlError(code, status)
    }

    static func isS3(_ request: HTTPRequest) -> Bool {
        request.host.hasPrefix("s3.") || request.host.contains(".s3.")
    }

    static func isIdentity(_ request: HTTPRequest) -> Bool { request.host.hasPrefix("sts.") }

    private static func operation(_ request: HTTPRequest) -> String {
        let target = request.headers.first { $0.name.lowercased() == "x-amz-target" }?.value ?? ""
        return target.split(separator: ".").last.map(String.init) ?? ""
    }

    private static func emptyAccount(_ request: HTTPRequest) -> HTTPResponse? {
        let body = String(decoding: request.body, as: UTF8.self)
        if isIdentity(request) {
            return answer(
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn>"
                    + "<UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult>"
                    + "</GetCallerIdentityResponse>")
        }
        if isS3(request) {
            if request.method == "HEAD" { return answer("", status: 404) }
            return request.method == "GET" ? s3Error("NoSuchBucket", 404) : nil
        }
        if request.host.hasPrefix("iam.") {
            return body.contains("Action=Get") || body.contains("Action=List") ? xmlError("NoSuchEntity", 404) : nil
        }
        switch operation(request) {
        case "ListCertificates": return answer(#"{"CertificateSummaryList":[]}"#)
        case "GetResources": return answer(#"{"ResourceTagMappingList":[]}"#)
        case "DescribeLogGroups": return answer(#"{"logGroups":[]}"#)
        case "DescribeTable", "ListTagsOfResource", "ListTagsForResource":
            return jsonError("ResourceNotFoundException", 400)
        default: break
        }
        guard request.method == "GET" else { return nil }
        if request.host.hasPrefix("apigateway.") { return answer(#"{"items":[]}"#) }
        if request.host.hasPrefix("lambda.") { return jsonError("ResourceNotFoundException", 404) }
        if request.host.hasPrefix("route53.") {
            return answer(
                "<ListHostedZonesByNameResponse><HostedZones/><IsTruncated>false</IsTruncated>"
                    + "</ListHostedZonesByNameResponse>")
        }
        if request.host.hasPrefix("cloudfront.") {
            if request.target.contains("/function/") { return xmlError("NoSuchFunctionExists", 404) }
            let name = request.target.contains("origin-access-control") ? "OriginAccessControl" : "Distribution"
            return answer("<\(name)List><IsTruncated>false</IsTruncated></\(name)List>")
        }
        return nil
    }
}
