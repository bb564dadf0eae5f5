// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import Yams

/// Validates YAML by the JSON Schema keywords that the configuration's schema uses; an unknown keyword is an error, so
/// that none is passed over.
struct SchemaValidator {
    struct UnknownKeyword: Error {
        let name: String
    }

    let schema: JSONValue

    /// The places that break the schema, empty when the text keeps to it.
    func violations(in yaml: String) throws -> [String] {
        guard let node = try Yams.compose(yaml: yaml) else { return ["empty"] }
        return try violations(of: node, by: schema, path: "")
    }

    private func violations(of node: Node, by schema: JSONValue, path: String) throws -> [String] {
        guard case .object(let members) = schema else { return [] }
        var result: [String] = []
        for (keyword, value) in members {
            switch keyword {
            case "$schema", "title", "description", "default", "definitions":
                continue
            case "$ref":
                let overlay = self.schema["definitions"]?["overlay"]
                result += try violations(of: node, by: overlay ?? .null, path: path)
            case "anyOf":
                guard case .list(let options) = value else { continue }
                let all = try options.map { try violations(of: node, by: $0, path: path) }
                if !all.contains(where: \.isEmpty) { result += all.first ?? [] }
            default:
                if try !holds(keyword, value, for: node) { result.append("\(path): \(keyword)") }
                result += try children(of: node, keyword, value, schema: schema, path: path)
            }
        }
        return result
    }

    private func holds(_ keyword: String, _ value: JSONValue, for node: Node) throws -> Bool {
        let type = Self.type(of: node)
        switch (keyword, value) {
        case ("type", .text(let name)):
            return type == name
        case ("type", .list(let names)):
            return names.contains(.text(type))
        case ("enum", .list(let values)):
            return values.contains { option in
                switch option {
                case .text(let text): type == "string" && node.string == text
                case .integer(let number): node.int == number
                case .null: type == "null"
                default: false
                }
            }
        case ("minimum", .integer(let bound)): return type != "integer" || (node.int ?? 0) >= bound
        case ("maximum", .integer(let bound)): return type != "integer" || (node.int ?? 0) <= bound
        case ("minLength", .integer(let bound)): return type != "string" || length(node) >= bound
        case ("maxLength", .integer(let bound)): return type != "string" || length(node) <= bound
        case ("maxItems", .integer(let bound)): return node.sequence.map { $0.count <= bound } ?? true
        case ("maxProperties", .integer(let bound)): return node.mapping.map { $0.count <= bound } ?? true
        case ("pattern", .text(let pattern)):
            guard type == "string", let text = node.string else { return true }
            return try text.firstMatch(of: Regex(pattern)) != nil
        case ("required", .list(let names)):
            guard let mapping = node.mapping else { return true }
            return names.allSatisfy { name in mapping.keys.contains { $0.string == name.text } }
        case ("properties", _), ("additionalProperties", _), ("propertyNames", _), ("items", _):
            return true
        default:
            throw UnknownKeyword(name: keyword)
        }
    }

    private func children(
        of node: Node, _ keyword: String, _ value: JSONValue, schema: JSONValue, path: String
    ) throws -> [String] {
        switch keyword {
        case "properties":
            return try (node.mapping.map(Array.init) ?? []).flatMap { key, child in
                guard let name = key.string, let property = value[name] else { return [String]() }
                return try violations(of: child, by: property, path: "\(path).\(name)")
            }
        case "additionalProperties":
            return try (node.mapping.map(Array.init) ?? []).flatMap { key, child -> [String] in
                let name = key.string ?? ""
                if schema["properties"]?[name] != nil { return [] }
                if value == .flag(false) { return ["\(path).\(name): additionalProperties"] }
                return try violations(of: child, by: value, path: "\(path).\(name)")
            }
        case "propertyNames":
            return try (node.mapping.map(Array.init) ?? []).flatMap { key, _ in
                let name = Node(key.string ?? "", Tag(.str))
                return try violations(of: name, by: value, path: "\(path).\(key.string ?? "")")
            }
        case "items":
            return try (node.sequence.map(Array.init) ?? []).enumerated().flatMap { index, item in
                try violations(of: item, by: value, path: "\(path)[\(index)]")
            }
        default:
            return []
        }
    }

    private func length(_ node: Node) -> Int { node.string?.unicodeScalars.count ?? 0 }

    private static func type(of node: Node) -> String {
        switch node {
        case .mapping: return "object"
        case .sequence: return "array"
        case .alias: return "alias"
        case .scalar:
            switch node.tag.rawValue {
            case "tag:yaml.org,2002:int": return "integer"
            case "tag:yaml.org,2002:float": return "number"
            case "tag:yaml.org,2002:bool": return "boolean"
            case "tag:yaml.org,2002:null": return "null"
            default: return "string"
            }
        }
    }
}
