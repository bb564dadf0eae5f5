// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension ServiceRequest {
    /// A call of a JSON 1.0 or 1.1 service: everything is in the body, the operation is in `X-Amz-Target` after the
    /// service's `target`, such as `DynamoDB_20120810`. Members of the input that are `nil` are not sent.
    static func targetJSON(
        _ operation: String, target: String, version: String, input: [String: JSONValue?], subject: String?,
        codesNotRetried: Set<String> = [], isSafeToResend: Bool = true
    ) -> ServiceRequest {
        ServiceRequest(
            operation, method: "POST", path: "/",
            headers: [
                ("Content-Type", "application/x-amz-json-\(version)"), ("X-Amz-Target", "\(target).\(operation)"),
            ],
            body: JSONValue.members(input).serialized(), subject: subject, codesNotRetried: codesNotRetried,
            isSafeToResend: isSafeToResend)
    }

    /// A call of a REST service with a JSON body. Members of the input that are `nil` are not sent.
    static func restJSON(
        _ operation: String, method: String, path: String, input: [String: JSONValue?], subject: String?,
        attemptTimeout: Duration = .seconds(60), isSafeToResend: Bool = true
    ) -> ServiceRequest {
        ServiceRequest(
            operation, method: method, path: path, headers: [("Content-Type", "application/json")],
            body: JSONValue.members(input).serialized(), subject: subject, attemptTimeout: attemptTimeout,
            isSafeToResend: isSafeToResend)
    }

    /// A call of a REST service with an XML body, whose root element has the service's namespace.
    static func restXML(
        _ operation: String, method: String, path: String, query: [(name: String, value: String?)] = [],
        headers: [(name: String, value: String)] = [], body: XMLTree, subject: String?
    ) -> ServiceRequest {
        ServiceRequest(
            operation, method: method, path: path, query: query,
            headers: [("Content-Type", "application/xml")] + headers, body: body.serialized(), subject: subject)
    }

    /// A call of a query service; `Action` and `Version` are in the form.
    static func query(_ operation: String, form: FormEncoder, subject: String?) -> ServiceRequest {
        ServiceRequest(
            operation, method: "POST", path: "/", headers: [("Content-Type", FormEncoder.contentType)],
            body: form.body, subject: subject)
    }
}

extension JSONValue {
    /// An object of the members that are not `nil` or `null`: AWS takes neither for a value, and a `nil` in a place of
    /// this type can mean both.
    static func members(_ members: [String: JSONValue?]) -> JSONValue {
        .object(members.compactMapValues { $0?.isNull == false ? $0 : nil })
    }

    /// A list of texts.
    static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    /// A list of texts; `nil`, which sends nothing, when it is empty.
    static func textsUnlessEmpty(_ texts: [String]) -> JSONValue? {
        texts.isEmpty ? Optional.none : .texts(texts)
    }

    /// A map of texts.
    static func map(_ map: [String: String]) -> JSONValue {
        .object(map.mapValues { .string($0) })
    }

    /// A map of texts; `nil`, which sends nothing, when it is empty.
    static func mapUnlessEmpty(_ map: [String: String]) -> JSONValue? {
        map.isEmpty ? Optional.none : .map(map)
    }
}
