// SPDX-License-Identifier: Apache-2.0

import SiteConfig

/// Writes the table of keys as a JSON Schema (draft 7, which editors' YAML support knows best).
enum SchemaRenderer {
    static func schema() -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("$schema", .text("http://json-schema.org/draft-07/schema#")),
            ("title", .text("resumectl configuration")),
            ("description", .text("A personal site on AWS; docs/configuration.md describes every key.")),
        ]
        members += section(ConfigKeys.root, isOverlay: false)
        let overlay = JSONValue.object(section(ConfigKeys.base, isOverlay: true))
        members.append(("definitions", .object([("overlay", overlay)])))
        return .object(members)
    }

    private static func section(_ keys: [ConfigKey], isOverlay: Bool) -> [(key: String, value: JSONValue)] {
        let required = keys.filter(\.isRequired).map { JSONValue.text($0.name) }
        var members: [(key: String, value: JSONValue)] = [
            ("type", .text("object")), ("additionalProperties", .flag(false)),
        ]
        if !isOverlay, !required.isEmpty { members.append(("required", .list(required))) }
        members.append(
            ("properties", .object(keys.map { ($0.name, property($0, isOverlay: isOverlay)) })))
        return members
    }

    private static func property(_ key: ConfigKey, isOverlay: Bool) -> JSONValue {
        var description = key.summary
        var defaultMember: [(key: String, value: JSONValue)] = []
        switch key.defaultValue {
        case .text(let text): defaultMember = [("default", .text(text))]
        case .integer(let number): defaultMember = [("default", .integer(number))]
        case .flag(let flag): defaultMember = [("default", .flag(flag))]
        case .derived(let words): description += " Default: \(words.filter { $0 != "`" })."
        case .none, .required: break
        }
        // null removes what the base sets; what is required cannot be removed.
        let isNullable = isOverlay && !key.isRequired
        var members: [(key: String, value: JSONValue)] = [("description", .text(description))]
        members += constraints(key.kind, isOverlay: isOverlay).map { member in
            guard isNullable else { return member }
            switch (member.key, member.value) {
            case ("type", let type): return ("type", .list([type, .text("null")]))
            case ("enum", .list(let values)): return ("enum", .list(values + [.null]))
            default: return member
            }
        }
        // An overlay's default is the base's value.
        return .object(members + (isOverlay ? [] : defaultMember))
    }

    private static func constraints(
        _ kind: ConfigKey.Kind, isOverlay: Bool
    ) -> [(key: String, value: JSONValue)] {
        switch kind {
        case .text(let rule):
            return text(rule)
        case .integer(let range):
            return [
                ("type", .text("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]
        case .integerChoice(let choices):
            return [("type", .text("integer")), ("enum", .list(choices.map(JSONValue.integer)))]
        case .flag:
            return [("type", .text("boolean"))]
        case .choice(let choices, _):
            return [("type", .text("string")), ("enum", .list(choices.map(JSONValue.text)))]
        case .textList(let rule, let maximumCount):
            return [
                ("type", .text("array")), ("maxItems", .integer(maximumCount)), ("items", .object(text(rule))),
            ]
        case .textMap(let keys, let values, let maximumCount):
            let names = text(keys).filter { $0.key != "type" }
            let value = text(values).map { member -> (key: String, value: JSONValue) in
                member.key == "type" && isOverlay ? ("type", .list([member.value, .text("null")])) : member
            }
            return [
                ("type", .text("object")), ("maxProperties", .integer(maximumCount)),
                ("propertyNames", .object(names)), ("additionalProperties", .object(value)),
            ]
        case .section(let keys):
            return section(keys, isOverlay: isOverlay)
        case .sectionOrWord(let keys, let words):
            let word = JSONValue.object([("type", .text("string")), ("enum", .list(words.map(JSONValue.text)))])
            let nothing = isOverlay ? [JSONValue.object([("type", .text("null"))])] : []
            return [("anyOf", .list([.object(section(keys, isOverlay: isOverlay)), word] + nothing))]
        case .sectionList(let keys, let maximumCount):
            return [
                ("type", .text("array")), ("maxItems", .integer(maximumCount)),
                ("items", .object(section(keys, isOverlay: false))),
            ]
        case .overlays(let names):
            let overlay = JSONValue.object([("$ref", .text("#/definitions/overlay"))])
            let nothing = JSONValue.object([("type", .text("null"))])
            return [
                ("type", .text("object")), ("propertyNames", .object(text(names).filter { $0.key != "type" })),
                ("additionalProperties", .object([("anyOf", .list([overlay, nothing]))])),
            ]
        }
    }

    private static func text(_ rule: TextRule) -> [(key: String, value: JSONValue)] {
        var members: [(key: String, value: JSONValue)] = [("type", .text("string"))]
        if rule.length.lowerBound > 0 { members.append(("minLength", .integer(rule.length.lowerBound))) }
        members.append(("maxLength", .integer(rule.length.upperBound)))
        if let pattern = rule.pattern { members.append(("pattern", .text(pattern))) }
        return members
    }
}
