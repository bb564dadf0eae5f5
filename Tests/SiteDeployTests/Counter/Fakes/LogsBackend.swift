// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// CloudWatch Logs.
struct LogsBackend: ScriptedBackend {
    static let service = AWSService.logs

    struct Group {
        var retention: JSONValue?
        var tags: [String: JSONValue] = [:]
    }

    var groups: [String: Group] = [:]

    mutating func answer(_ request: ServiceRequest) throws -> [UInt8] {
        try perform(request.operation, try request.json()).serialized()
    }

    private mutating func perform(_ operation: String, _ input: JSONValue) throws -> JSONValue {
        if operation == "DescribeLogGroups" {
            let prefix = input["logGroupNamePrefix"]?.stringValue ?? ""
            let found = groups.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
            return [
                "logGroups": .array(
                    found.map { name, group in
                        var value: JSONValue = ["logGroupName": .string(name), "arn": .string("\(Self.arn)\(name):*")]
                        value["retentionInDays"] = group.retention
                        return value
                    })
            ]
        }
        let arn = input["resourceArn"]?.stringValue
        let name = arn.map { String($0.dropFirst(Self.arn.count)) } ?? input["logGroupName"]?.stringValue ?? ""
        let tags = input["tags"]?.objectValue ?? [:]
        if operation == "CreateLogGroup" {
            guard groups[name] == nil else { throw Refusal(code: "ResourceAlreadyExistsException") }
            groups[name] = Group(tags: tags)
            return [:]
        }
        guard let group = groups[name] else { throw Refusal(code: "ResourceNotFoundException") }
        switch operation {
        case "PutRetentionPolicy": groups[name]?.retention = input["retentionInDays"]
        case "ListTagsForResource": return ["tags": .object(group.tags)]
        case "TagResource": groups[name]?.tags.merge(tags) { $1 }
        case "DeleteLogGroup": groups[name] = nil
        default: throw Refusal(code: "UnknownOperationException")
        }
        return [:]
    }

    private static let arn = "arn:aws:logs:eu-west-1:123456789012:log-group:"
}
