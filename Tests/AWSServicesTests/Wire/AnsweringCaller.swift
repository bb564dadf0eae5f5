// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import AWSServices

/// A caller that gives the same answer to every request, for answers that no model would make.
final class AnsweringCaller: ServiceCaller {
    let service: AWSService
    let region = "us-east-1"
    private let body: [UInt8]
    private let headers: [(name: String, value: String)]
    private let requests = Mutex<[ServiceRequest]>([])

    init(_ service: AWSService, body: String, headers: [(name: String, value: String)] = []) {
        self.service = service
        self.body = Array(body.utf8)
        self.headers = headers
    }

    /// The requests so far.
    var sent: [ServiceRequest] { requests.withLock { $0 } }

    func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        requests.withLock { $0.append(request) }
        return ServiceResponse(
            operation: request.operation, status: 200, headers: HTTPResponseHeaders(headers), body: body,
            requestID: "id")
    }
}
