// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// A small AWS service in memory.
protocol ScriptedBackend: Sendable {
    static var service: AWSService { get }

    /// Carries out one operation.
    mutating func answer(_ request: ServiceRequest) throws -> [UInt8]
}

/// What a service says when it does not do what it was asked to.
struct Refusal: Error {
    var code: String
    var message = "refused"
    var status = 400
}

/// What goes wrong with a request.
enum Fault: Sendable {
    /// Nothing is carried out.
    case refused(Refusal)
    /// It is carried out, but no answer comes.
    case answerLost
    /// It is carried out, no answer comes, and the caller sends it again, as for all requests that may be resent.
    case resent
}

/// Calls a backend, and lets requests go wrong on demand.
actor ScriptedService<Backend: ScriptedBackend>: ServiceCaller {
    nonisolated let service = Backend.service
    nonisolated let region = "eu-west-1"
    private(set) var backend: Backend
    /// All requests that arrived, by operation.
    private(set) var operations: [String] = []
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

    /// The operations so far that are not reads, and forgets all of them.
    func takeWrites() -> [String] {
        defer { operations = [] }
        return operations.filter { !$0.hasPrefix("Get") && !$0.hasPrefix("List") && !$0.hasPrefix("Describe") }
    }

    func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        let life = lifeline.next()
        guard life != .dead else { throw lost(request) }
        operations.append(request.operation)
        if let index = faults.firstIndex(where: { $0.operation == request.operation }) {
            switch faults.remove(at: index).fault {
            case .refused(let refusal): throw error(refusal, request)
            case .answerLost:
                _ = try carryOut(request)
                throw lost(request)
            case .resent: _ = try carryOut(request)
            }
        }
        let body = try carryOut(request)
        guard life != .dying else { throw lost(request) }
        return ServiceResponse(
            operation: request.operation, status: 200, headers: HTTPResponseHeaders([]), body: body, requestID: "r-1")
    }

    private func carryOut(_ request: ServiceRequest) throws -> [UInt8] {
        do {
            return try backend.answer(request)
        } catch let refusal as Refusal {
            throw error(refusal, request)
        }
    }

    private func error(_ refusal: Refusal, _ request: ServiceRequest) -> AWSError {
        AWSError(
            service: service, operation: request.operation, subject: request.subject, code: refusal.code,
            message: refusal.message, status: refusal.status)
    }

    private func lost(_ request: ServiceRequest) -> AWSError {
        AWSError(
            service: service, operation: request.operation, code: "Transport", message: "connection lost",
            transport: HTTPTransportError(kind: .connectionLost, message: "connection lost"))
    }
}

extension ServiceRequest {
    /// The body as JSON.
    func json() throws -> JSONValue { body.isEmpty ? [:] : try JSONValue(parsing: body) }

    /// The steps of the path, decoded.
    func steps() throws -> [String] {
        try path.split(separator: "/").map { try URLDecoding.decode(String($0)) }
    }

    /// The fields of a form.
    func form() throws -> [String: String] {
        var fields: [String: String] = [:]
        for field in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[try URLDecoding.decode(String(parts[0]))] = try URLDecoding.decode(String(parts[1]))
        }
        return fields
    }
}

/// Answers nothing: a service that a test does not expect to be called.
struct UnexpectedService: ServiceCaller {
    let service: AWSService
    let region = "eu-west-1"

    func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        throw AWSError(
            service: service, operation: request.operation, code: "Unexpected", message: "not expected in this test")
    }
}
