// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import AWSWire
import Foundation
import Synchronization
import Testing

@testable import AWSServices

/// A caller that expects some exchanges in their order, compares each request with botocore's and answers as AWS would.
final class OracleCaller: ServiceCaller {
    let service: AWSService
    let region = "us-east-1"
    private let exchanges: [Exchange]
    private let position = Mutex(0)
    private let requests = Mutex<[ServiceRequest]>([])

    init(_ service: AWSService, _ exchanges: [Exchange]) {
        self.service = service
        self.exchanges = exchanges
    }

    /// The requests so far.
    var sent: [ServiceRequest] { requests.withLock { $0 } }

    func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        let index = position.withLock { position in
            defer { position += 1 }
            return position
        }
        requests.withLock { $0.append(request) }
        guard index < exchanges.count else {
            throw BotocoreOracle.Failure(description: "\(request.operation) was not expected")
        }
        let exchange = exchanges[index]
        var question: JSONValue = [
            "service": .string(service.botocoreName), "operation": .string(exchange.operation),
            "parameters": exchange.parameters,
        ]
        if case .success(let answer) = exchange.answer, answer != [:] { question["answer"] = answer }
        let oracle = try await BotocoreOracle.shared.ask(question)
        try compare(request, with: #require(oracle["request"]), of: exchange.operation)
        if case .failure(let code) = exchange.answer {
            throw AWSError(service: service, operation: request.operation, code: code, message: "", status: 400)
        }
        let response = try #require(oracle["response"])
        let body = try #require(Data(base64Encoded: response["body"]?.stringValue ?? ""))
        let headers = response["headers"]?.objectValue ?? [:]
        return ServiceResponse(
            operation: request.operation, status: try #require(response["status"]?.intValue),
            headers: HTTPResponseHeaders(headers.map { ($0.key, $0.value.stringValue ?? "") }), body: [UInt8](body),
            requestID: "id-\(index)")
    }

    /// Fails the test unless every exchange took place.
    func finish() {
        #expect(position.withLock { $0 } == exchanges.count, "not every expected request was sent")
    }

    private func compare(_ request: ServiceRequest, with oracle: JSONValue, of operation: String) throws {
        #expect(request.operation == operation)
        #expect(request.method == oracle["method"]?.stringValue, "\(operation): method")
        #expect(request.path == oracle["path"]?.stringValue, "\(operation): path")
        let query = request.query.map { [$0.name, $0.value ?? ""] }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(query == Self.pairs(oracle["query"]), "\(operation): query")

        var headers: [String: String] = [:]
        for (name, value) in request.headers {
            #expect(
                headers.updateValue(value, forKey: name.lowercased()) == nil, "\(operation): \(name) is there twice")
        }
        let kind = oracle["body"]?["kind"]?.stringValue
        var expected = (oracle["headers"]?.objectValue ?? [:]).mapValues { $0.stringValue ?? "" }
        if kind != "none", expected["content-type"] == nil {
            // botocore leaves these out; the protocols have them.
            expected["content-type"] = kind == "xml" ? "application/xml" : "application/octet-stream"
        }
        #expect(headers == expected, "\(operation): headers")

        let bytes = Data(base64Encoded: oracle["body"]?["base64"]?.stringValue ?? "").map { [UInt8]($0) } ?? []
        switch kind {
        case "none":
            #expect(request.body.isEmpty, "\(operation): body")
        case "form":
            let form = try Self.form(request.body)
            #expect(form == Self.pairs(oracle["body"]?["pairs"]), "\(operation): form")
        case "json":
            let ours = try JSONValue(parsing: request.body)
            let theirs = try JSONValue(parsing: bytes)
            #expect(ours.withDoubles == theirs.withDoubles, "\(operation): body")
        case "xml":
            let (ours, theirs) = (
                try XMLTree(parsing: request.body).serializedText(), try XMLTree(parsing: bytes).serializedText()
            )
            #expect(ours == theirs, "\(operation): body")
        default:
            #expect(request.body == bytes, "\(operation): body")
        }
    }

    private static func pairs(_ value: JSONValue?) -> [[String]] {
        (value?.arrayValue ?? []).map { ($0.arrayValue ?? []).map { $0.stringValue ?? "" } }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func form(_ body: [UInt8]) throws -> [[String]] {
        try String(decoding: body, as: UTF8.self).split(separator: "&").map { field in
            try field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                try URLDecoding.decode(String($0))
            }
        }.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

extension AWSService {
    /// What botocore calls the service.
    var botocoreName: String {
        switch self {
        case .apiGateway: "apigatewayv2"
        case .tagging: "resourcegroupstaggingapi"
        case .ssoOIDC: "sso-oidc"
        default: rawValue.lowercased()
        }
    }
}

extension JSONValue {
    /// The value with all numbers as `Double`: `10` and `10.0` are the same in JSON.
    fileprivate var withDoubles: JSONValue {
        switch self {
        case .int(let value): .double(Double(value))
        case .array(let values): .array(values.map(\.withDoubles))
        case .object(let members): .object(members.mapValues(\.withDoubles))
        default: self
        }
    }
}

/// Runs `body` with a caller that expects `exchanges`, all of them.
func withOracle<Value>(
    _ service: AWSService, _ exchanges: [Exchange], _ body: (OracleCaller) async throws -> Value
) async throws -> Value {
    let caller = OracleCaller(service, exchanges)
    let value = try await body(caller)
    caller.finish()
    return value
}
