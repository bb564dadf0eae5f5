// SPDX-License-Identifier: Apache-2.0

extension AWSErrorBody {
    /// Reads an error answer.
    ///
    /// The body tells its own form: XML with the root `Error` (S3), `ErrorResponse` (CloudFront, Route 53, IAM, STS) or
    /// `InvalidChangeBatch` (Route 53), or a JSON object (`__type`, `code`, `error`). The header `x-amzn-errortype` wins
    /// over a code in a JSON body. A body that is none of these, such as the page of a proxy or none at all, gives no
    /// code and no message.
    ///
    /// - Parameters:
    ///   - body: The body of the answer.
    ///   - header: Looks up a header of the answer by its lower-case name.
    ///
    /// AWS reference: Amazon S3 API Reference, "Error responses"; Smithy, "AWS JSON 1.1 protocol" and "AWS restJson1
    /// protocol", error shapes.
    package init(decoding body: [UInt8], header: (String) -> String?) {
        self.init()
        switch body.first(where: { !isXMLSpace($0) && ![0xEF, 0xBB, 0xBF].contains($0) }) {
        case UInt8(ascii: "<"):
            if let root = try? XMLTree(parsing: body) { read(root) }
        case UInt8(ascii: "{"):
            if case .object(let object)? = try? JSONValue(parsing: body) { read(object) }
        default: break
        }
        if let type = header("x-amzn-errortype").flatMap(Self.shortCode) { code = type }
        requestID = Self.nonEmpty(header("x-amzn-requestid") ?? header("x-amz-request-id")) ?? requestID
        hostID = Self.nonEmpty(header("x-amz-id-2")) ?? hostID
    }

    /// Reads the error that S3 may send with status 200, after it had to answer before it was done.
    ///
    /// - Parameters:
    ///   - body: The body of an answer with a status of success.
    ///   - header: Looks up a header of the answer by its lower-case name.
    /// - Returns: The error, to be handled like one of status 500; `nil` if the body's root is not `Error`.
    ///
    /// AWS reference: Amazon S3 API Reference, "CopyObject".
    package static func errorIn200(_ body: [UInt8], header: (String) -> String?) -> AWSErrorBody? {
        guard XMLTree.rootName(of: body) == "Error" else { return nil }
        return AWSErrorBody(decoding: body, header: header)
    }

    // MARK: XML

    private mutating func read(_ root: XMLTree) {
        switch root.name {
        case "Error":
            readFields(of: root)
        case "ErrorResponse":
            guard let error = root.first("Error") else { return }
            readFields(of: error)
            requestID = Self.nonEmpty(root.text(at: "RequestId") ?? root.text(at: "RequestID")) ?? requestID
        case "InvalidChangeBatch":
            code = "InvalidChangeBatch"
            requestID = Self.nonEmpty(root.text(at: "RequestId"))
            messages = root.all(at: "Messages/Message").map(\.text)
            message = Self.nonEmpty(root.text(at: "Message") ?? messages.joined(separator: "\n"))
        case "Response":
            // The oldest form of the query protocol.
            guard let error = root.element(at: "Errors/Error") else { return }
            readFields(of: error)
            requestID = Self.nonEmpty(root.text(at: "RequestID") ?? root.text(at: "RequestId"))
        default: break
        }
    }

    private mutating func readFields(of error: XMLTree) {
        for child in error.children {
            switch child.name {
            case "Code": code = Self.shortCode(child.text)
            case "Message", "message": message = Self.nonEmpty(child.text)
            case "RequestId", "RequestID": requestID = Self.nonEmpty(child.text)
            case "HostId": hostID = Self.nonEmpty(child.text)
            case "Messages": messages = child.all("Message").map(\.text)
            default:
                if child.children.isEmpty { fields[child.name] = child.text }
            }
        }
        if message == nil { message = Self.nonEmpty(messages.joined(separator: "\n")) }
    }

    // MARK: JSON

    private mutating func read(_ object: [String: JSONValue]) {
        // SSO OIDC writes errors as OAuth does; its own code is in `error`, the text in `error_description`.
        for name in ["__type", "code", "Code", "error"] where code == nil {
            code = object[name].flatMap(Self.text).flatMap(Self.shortCode)
        }
        for name in ["message", "Message", "errorMessage", "error_description"] where message == nil {
            message = Self.nonEmpty(object[name].flatMap(Self.text))
        }
        for name in ["requestId", "RequestId"] where requestID == nil {
            requestID = Self.nonEmpty(object[name].flatMap(Self.text))
        }
        // `error` stays a field as well: AWS Sign-In says in it why access is denied.
        let known: Set<String> = ["__type", "code", "Code", "message", "Message", "error_description"]
        for (name, value) in object where !known.contains(name) {
            if let text = Self.text(value) { fields[name] = text }
        }
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// `Name` of `Name`, `namespace#Name`, `Name:http://…` and `namespace#Name:http://…`.
    private static func shortCode(_ text: String) -> String? {
        let name = text.prefix { $0 != ":" }
        let short = name.split(separator: "#").last ?? ""
        return nonEmpty(String(short.drop { $0 == " " }))
    }

    private static func nonEmpty(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text
    }
}
