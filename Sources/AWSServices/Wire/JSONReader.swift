// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

import AWSWire

/// Reads members out of a JSON answer; what is missing or malformed is thrown as `AWSError` with code
/// `UnreadableResponse`, naming the path of the member. A member that is `null` counts as missing.
struct JSONReader {
    let value: JSONValue
    /// Where `value` is in the answer, for errors; empty for the answer itself.
    private let place: String
    private let response: ServiceResponse
    private let service: AWSService

    init(value: JSONValue, place: String, response: ServiceResponse, service: AWSService) {
        self.value = value
        self.place = place
        self.response = response
        self.service = service
    }

    /// The names of the members, sorted.
    var names: [String] {
        (value.objectValue ?? [:]).keys.sorted()
    }

    /// A text that must be there; it may be empty.
    func text(_ name: String) throws -> String {
        try textIfPresent(name) ?? missing(name)
    }

    /// A text, `nil` when it is missing.
    func textIfPresent(_ name: String) throws -> String? {
        try read(name, \.stringValue)
    }

    /// A whole number that must be there.
    func int(_ name: String) throws -> Int {
        try intIfPresent(name) ?? missing(name)
    }

    /// A whole number, `nil` when it is missing.
    func intIfPresent(_ name: String) throws -> Int? {
        try read(name, \.intValue)
    }

    /// A number, `nil` when it is missing.
    func doubleIfPresent(_ name: String) throws -> Double? {
        try read(name, \.doubleValue)
    }

    /// A truth value, `nil` when it is missing.
    func boolIfPresent(_ name: String) throws -> Bool? {
        try read(name, \.boolValue)
    }

    /// A time in seconds since 1970, `nil` when it is missing.
    func secondsIfPresent(_ name: String) throws -> Date? {
        try doubleIfPresent(name).map { Date(timeIntervalSince1970: $0) }
    }

    /// An ARN that must be there.
    func arn(_ name: String) throws -> ARN {
        guard let arn = ARN(rawValue: try text(name)) else { throw malformed(name) }
        return arn
    }

    /// A list of texts; empty when it is missing.
    func texts(_ name: String) throws -> [String] {
        try textsIfPresent(name) ?? []
    }

    /// A list of texts, `nil` when it is missing.
    func textsIfPresent(_ name: String) throws -> [String]? {
        try read(name, \.arrayValue)?.map { element in
            guard let text = element.stringValue else { throw malformed(name) }
            return text
        }
    }

    /// A map of texts, `nil` when it is missing.
    func mapIfPresent(_ name: String) throws -> [String: String]? {
        try read(name, \.objectValue)?.mapValues { element in
            guard let text = element.stringValue else { throw malformed(name) }
            return text
        }
    }

    /// A structure that must be there.
    func object(_ name: String) throws -> JSONReader {
        try objectIfPresent(name) ?? missing(name)
    }

    /// A structure, `nil` when it is missing.
    func objectIfPresent(_ name: String) throws -> JSONReader? {
        guard try read(name, \.objectValue) != nil, let value = value[name] else { return nil }
        return at(name, value)
    }

    /// The structures of a list; empty when it is missing.
    func objects(_ name: String) throws -> [JSONReader] {
        try read(name, \.arrayValue)?.map { element in
            guard element.objectValue != nil else { throw malformed(name) }
            return at(name, element)
        } ?? []
    }

    /// The error of a member that is there but cannot be understood.
    func malformed(_ name: String) -> AWSError {
        response.unreadable("the member \(path(name)) cannot be understood", service: service)
    }

    private func read<Value>(_ name: String, _ convert: (JSONValue) -> Value?) throws -> Value? {
        guard let member = value[name], !member.isNull else { return nil }
        guard let converted = convert(member) else { throw malformed(name) }
        return converted
    }

    private func missing<Value>(_ name: String) throws -> Value {
        throw response.unreadable("the member \(path(name)) is missing", service: service)
    }

    private func at(_ name: String, _ value: JSONValue) -> JSONReader {
        JSONReader(value: value, place: path(name), response: response, service: service)
    }

    private func path(_ name: String) -> String {
        place.isEmpty ? name : "\(place).\(name)"
    }
}

extension ServiceResponse {
    /// Reads the body as a JSON object.
    ///
    /// - Throws: `AWSError` with code `UnreadableResponse` when the body is something else.
    func json(service: AWSService) throws -> JSONReader {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw unreadable(error.description, service: service)
        }
        guard value.objectValue != nil else { throw unreadable("the answer is no JSON object", service: service) }
        return JSONReader(value: value, place: "", response: self, service: service)
    }
}

extension ServiceClient {
    /// Sends a request and reads its JSON answer.
    func json(_ request: ServiceRequest) async throws -> JSONReader {
        try await caller.send(request).json(service: caller.service)
    }
}
