// SPDX-License-Identifier: Apache-2.0

import AWSServices

/// What a service answers when all is well.
struct WireAnswer {
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    static let empty = WireAnswer()

    static func text(_ text: String, etag: String? = nil) -> WireAnswer {
        WireAnswer(headers: etag.map { [("ETag", $0)] } ?? [], body: Array(text.utf8))
    }
}

/// A small AWS service in memory whose answers have headers, such as the ETag of a distribution.
protocol WireBackend: Sendable {
    static var service: AWSService { get }

    /// Carries out one operation.
    mutating func answer(_ request: ServiceRequest) throws -> WireAnswer
}

/// Calls a backend, and lets requests go wrong on demand.
actor WireService<Backend: WireBackend>: ServiceCaller {
    nonisolated let service = Backend.service
    nonisolated let region = "eu-west-1"
    private(set) var backend: Backend
    /// All requests that arrived.
    private(set) var requests: [ServiceRequest] = []
    /// The largest number of writes that were under way at the same time.
    private(set) var mostWritesAtOnce = 0
    private var writesAtOnce = 0
    private var faults: [(operation: String, fault: Fault)] = []
    private let lifeline: Lifeline

    init(_ backend: Backend, lifeline: Lifeline) {
        self.backend = backend
        self.lifeline = lifeline
    }

    /// Lets the next request of an operation go wrong; asked twice, the next two.
    func plan(_ fault: Fault, for operation: String) {
        faults.append((operation, fault))
    }

    /// Changes what the service holds, behind the back of the code under test.
    func edit(_ change: @Sendable (inout Backend) -> Void) {
        change(&backend)
    }

    /// The operations so far.
    var operations: [String] { requests.map(\.operation) }

    /// The operations so far that are not reads, and forgets all of them.
    func takeWrites() -> [String] {
        defer { requests = [] }
        return operations.filter(Self.isWrite)
    }

    private static func isWrite(_ operation: String) -> Bool {
        !["Get", "List", "Describe", "Head"].contains { operation.hasPrefix($0) }
    }

    func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        let life = lifeline.next()
        guard life != .dead else { throw lost(request) }
        requests.append(request)
        if Self.isWrite(request.operation) {
            writesAtOnce += 1
            mostWritesAtOnce = max(mostWritesAtOnce, writesAtOnce)
            await Task.yield()
            writesAtOnce -= 1
        }
        if let index = faults.firstIndex(where: { $0.operation == request.operation }) {
            switch faults.remove(at: index).fault {
            case .refused(let refusal): throw error(refusal, request)
            case .answerLost:
                _ = try carryOut(request)
                throw lost(request)
            case .resent: _ = try carryOut(request)
            }
        }
        let answer = try carryOut(request)
        guard life != .dying else { throw lost(request) }
        return ServiceResponse(
            operation: request.operation, status: 200, headers: HTTPResponseHeaders(answer.headers), body: answer.body,
            requestID: "r-1")
    }

    private func carryOut(_ request: ServiceRequest) throws -> WireAnswer {
        do {
            return try backend.answer(request)
        } catch let refusal as Refusal {
            throw error(refusal, request)
        }
    }

    private func error(_ refusal: Refusal, _ request: ServiceRequest) -> AWSError {
        AWSError(
            service: service, operation: request.operation, subject: request.subject, code: refusal.code,
            message: refusal.message, status: refusal.status, requestID: "r-1")
    }

    private func lost(_ request: ServiceRequest) -> AWSError {
        AWSError(
            service: service, operation: request.operation, code: "Transport", message: "connection lost",
            transport: HTTPTransportError(kind: .connectionLost, message: "connection lost"))
    }
}

extension ServiceRequest {
    /// A parameter of the query, `nil` when it is not there.
    func parameter(_ name: String) -> String? {
        query.first { $0.name == name }.map { $0.value ?? "" }
    }

    /// A header field, `nil` when it is not there.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
