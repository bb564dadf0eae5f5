// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// Lambda with one function, which takes a look or two to become active.
struct FunctionBackend: ScriptedBackend {
    static let service = AWSService.lambda

    var configuration: JSONValue?
    var tags: JSONValue = [:]
    var statements: [String: JSONValue] = [:]
    /// The digest of the code that is sent next.
    var codeSHA256 = "c2hh"

    mutating func answer(_ request: ServiceRequest) throws -> [UInt8] {
        try perform(request).serialized()
    }

    private mutating func perform(_ request: ServiceRequest) throws -> JSONValue {
        let input = try request.json()
        if request.operation == "CreateFunction" {
            guard configuration == nil else { throw Refusal(code: "ResourceConflictException", status: 409) }
            var created = input
            created["Code"] = nil
            created["Tags"] = nil
            created["FunctionArn"] = .string(Self.arn)
            created["CodeSha256"] = .string(codeSHA256)
            created["State"] = "Active"
            configuration = created
            tags = input["Tags"] ?? [:]
            return created
        }
        guard let current = configuration else { throw Refusal(code: "ResourceNotFoundException", status: 404) }
        switch request.operation {
        case "GetFunction": return ["Configuration": current, "Tags": tags]
        case "DeleteFunction":
            configuration = nil
            statements = [:]
        case "UpdateFunctionConfiguration":
            for (name, value) in input.objectValue ?? [:] { configuration?[name] = value }
            return configuration ?? [:]
        case "UpdateFunctionCode":
            configuration?["CodeSha256"] = .string(codeSHA256)
            return configuration ?? [:]
        case "TagResource":
            for (name, value) in input["Tags"]?.objectValue ?? [:] { tags[name] = value }
        case "GetPolicy":
            guard !statements.isEmpty else { throw Refusal(code: "ResourceNotFoundException", status: 404) }
            let policy: JSONValue = ["Version": "2012-10-17", "Statement": .array(Array(statements.values))]
            return ["Policy": .string(policy.serializedText()), "RevisionId": "r"]
        case "AddPermission":
            let id = input["StatementId"]?.stringValue ?? ""
            guard statements[id] == nil else { throw Refusal(code: "ResourceConflictException", status: 409) }
            statements[id] = [
                "Sid": .string(id), "Effect": "Allow", "Principal": ["Service": input["Principal"] ?? nil],
                "Action": input["Action"] ?? nil, "Resource": .string(Self.arn),
                "Condition": ["ArnLike": ["AWS:SourceArn": input["SourceArn"] ?? nil]],
            ]
            return ["Statement": "{}"]
        case "RemovePermission":
            guard statements.removeValue(forKey: try request.steps().last ?? "") != nil else {
                throw Refusal(code: "ResourceNotFoundException", status: 404)
            }
        default: throw Refusal(code: "UnknownOperationException")
        }
        return [:]
    }

    static let arn = "arn:aws:lambda:eu-west-1:123456789012:function:resume-counter"
}
