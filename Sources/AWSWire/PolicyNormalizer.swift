// SPDX-License-Identifier: Apache-2.0

/// Brings policy documents that mean the same into one form.
enum PolicyNormalizer {
    static func normalize(_ document: JSONValue) -> JSONValue {
        guard case .object(var fields) = document else { return document }
        fields["Version"] = fields["Version"] ?? "2008-10-17"
        if let statements = fields["Statement"] {
            fields["Statement"] = .array(unique(list(statements).map(statement)))
        }
        return .object(fields)
    }

    private static func statement(_ value: JSONValue) -> JSONValue {
        guard case .object(var fields) = value else { return value }
        for (name, field) in fields {
            switch name {
            case "Action", "NotAction": fields[name] = set(field) { .string($0.lowercased()) }
            case "Resource", "NotResource": fields[name] = set(field) { .string($0) }
            case "Principal", "NotPrincipal": fields[name] = principals(field)
            case "Condition": fields[name] = conditions(field)
            default: break
            }
        }
        return .object(fields)
    }

    private static func principals(_ value: JSONValue) -> JSONValue {
        if value == "*" { return ["AWS": ["*"]] }
        guard case .object(let kinds) = value else { return value }
        return .object(kinds.mapValues { set($0) { .string(account($0)) } })
    }

    /// The account number of `arn:aws:iam::123456789012:root`, any other principal as it is.
    private static func account(_ principal: String) -> String {
        let parts = principal.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5] == "root" else { return principal }
        return String(parts[4])
    }

    private static func conditions(_ value: JSONValue) -> JSONValue {
        guard case .object(let operators) = value else { return value }
        return .object(
            operators.mapValues { keys in
                guard case .object(let keys) = keys else { return keys }
                let values = keys.mapValues { set($0) { .string($0) } }
                let lowercased = values.map { ($0.key.lowercased(), $0.value) }
                // Two spellings of one key would be an odd policy; all its keys are kept as they are.
                guard Set(lowercased.map(\.0)).count == keys.count else { return .object(values) }
                return .object(Dictionary(uniqueKeysWithValues: lowercased))
            })
    }

    /// A scalar or an array as a sorted array without repeats, its values made strings.
    private static func set(_ value: JSONValue, _ transform: (String) -> JSONValue) -> JSONValue {
        .array(
            unique(
                list(value).map { element in
                    switch element {
                    case .string(let text): transform(text)
                    case .int(let number): transform(String(number))
                    case .bool(let flag): transform(flag ? "true" : "false")
                    default: element
                    }
                }))
    }

    private static func list(_ value: JSONValue) -> [JSONValue] {
        if case .array(let values) = value { values } else { [value] }
    }

    private static func unique(_ values: [JSONValue]) -> [JSONValue] {
        Set(values).map { (text: $0.serializedText(), value: $0) }.sorted { $0.text < $1.text }.map(\.value)
    }
}
