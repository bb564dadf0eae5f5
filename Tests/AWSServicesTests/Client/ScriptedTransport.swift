// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Synchronization

/// A transport that answers from a list, in order, and keeps what it was sent. A request beyond the list is an error
/// that no caller retries.
final class ScriptedTransport: HTTPTransport {
    enum Answer: Sendable {
        case response(Int, [String: String], String)
        case failure(HTTPTransportError.Kind)
        case cancellation
    }

    private struct Values {
        var answers: [Answer]
        var requests: [HTTPRequest] = []
        var held = 0
    }

    private let values: Mutex<Values>

    init(_ answers: [Answer]) {
        values = Mutex(Values(answers: answers))
    }

    var requests: [HTTPRequest] { values.withLock { $0.requests } }
    var left: Int { values.withLock { $0.answers.count } }

    /// Answers nobody before so many requests have come.
    func holdUntil(_ count: Int) { values.withLock { $0.held = count } }

    func send(_ request: HTTPRequest, timeout: Duration) async throws -> HTTPResponse {
        let answer = values.withLock { values in
            values.requests.append(request)
            return values.answers.isEmpty ? nil : values.answers.removeFirst()
        }
        while values.withLock({ $0.requests.count < $0.held }) { await Task.yield() }
        switch answer {
        case .response(let status, let headers, let body)?:
            return HTTPResponse(
                status: status, headers: HTTPResponseHeaders(headers.map { (name: $0.key, value: $0.value) }),
                body: Array(body.utf8))
        case .failure(let kind)?: throw HTTPTransportError(kind: kind, message: "scripted \(kind)")
        case .cancellation?: throw CancellationError()
        case nil: throw HTTPTransportError(kind: .other, message: "no answer is left for \(request.target)")
        }
    }
}

extension ScriptedTransport.Answer {
    static func ok(_ body: String = "", _ headers: [String: String] = [:]) -> Self { .response(200, headers, body) }

    /// An error as S3 writes it.
    static func s3Error(_ status: Int, _ code: String, _ headers: [String: String] = [:], more: String = "") -> Self {
        .response(
            status, headers,
            "<Error><Code>\(code)</Code><Message>m</Message>\(more)<RequestId>R1</RequestId><HostId>H1</HostId></Error>"
        )
    }

    /// An error as the JSON services write it.
    static func jsonError(_ status: Int, _ code: String, _ headers: [String: String] = [:]) -> Self {
        .response(status, headers, #"{"__type":"com.example#\#(code)","message":"m"}"#)
    }
}

extension HTTPRequest {
    /// The first header of a name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}
