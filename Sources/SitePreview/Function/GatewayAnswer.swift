// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What an HTTP API makes of a function's result, in payload format 2.0.
///
/// AWS reference: Amazon API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs".
package enum GatewayAnswer {
    /// The result cannot be an answer; visitors get 500.
    package struct Invalid: Error, Sendable, Equatable {
        /// For the owner.
        package let reason: String
    }

    /// What visitors get when the function failed.
    package static let failure = PreviewResponse(
        status: 500, type: "application/json", text: #"{"message":"Internal Server Error"}"#)
    /// What the API says of a path that is none of its routes.
    package static let noRoute = PreviewResponse(
        status: 404, type: "application/json", text: #"{"message":"Not Found"}"#)

    private static let dropped: Set<String> = ["content-length", "connection", "transfer-encoding", "date"]

    /// The answer for a result.
    ///
    /// - Parameter payload: What the function returned, as JSON.
    /// - Returns: The answer. Without a `statusCode` the whole result is the body of a 200.
    /// - Throws: `Invalid` where the gateway would answer 500.
    package static func response(_ payload: [UInt8]) throws(Invalid) -> PreviewResponse {
        guard let value = try? JSONValue(parsing: payload) else { throw Invalid(reason: "The result is not JSON.") }
        guard let statusCode = value["statusCode"] else {
            return PreviewResponse(
                status: 200, headers: ["content-type": "application/json"], body: .bytes(payload))
        }
        let status = statusCode.intValue ?? statusCode.stringValue.flatMap { Int($0) }
        guard let status, (100...599).contains(status) else {
            throw Invalid(reason: "The statusCode \(statusCode.serializedText()) is no HTTP status.")
        }
        var headers: HeaderFields = [:]
        for (name, item) in (value["headers"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key })
        where !dropped.contains(name.lowercased()) {
            guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else {
                throw Invalid(reason: "\(name.debugDescription) is no name of a header.")
            }
            headers[name.lowercased()] = try text(item, of: "header \(name)")
        }
        if headers["content-type"] == nil { headers["content-type"] = "text/plain;charset=UTF-8" }
        for cookie in value["cookies"]?.arrayValue ?? [] { headers.add("set-cookie", try text(cookie, of: "a cookie")) }
        return PreviewResponse(status: status, headers: headers, body: .bytes(try body(value)))
    }

    /// What may stand in a header's name (RFC 9110, section 5.6.2).
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func text(_ value: JSONValue, of what: String) throws(Invalid) -> String {
        let text: String
        switch value {
        case .string(let value): text = value
        case .null: text = ""
        case .array, .object: throw Invalid(reason: "The value of \(what) is no string.")
        default: text = value.serializedText()
        }
        guard !text.utf8.contains(where: { $0 == 10 || $0 == 13 }) else {
            throw Invalid(reason: "The value of \(what) has a line break.")
        }
        return text
    }

    private static func body(_ value: JSONValue) throws(Invalid) -> [UInt8] {
        guard let body = value["body"], !body.isNull else { return [] }
        guard let text = body.stringValue else { throw Invalid(reason: "The body is no string.") }
        guard value["isBase64Encoded"]?.boolValue == true else { return Array(text.utf8) }
        guard let data = Data(base64Encoded: text) else { throw Invalid(reason: "The body is not base64.") }
        return Array(data)
    }
}
