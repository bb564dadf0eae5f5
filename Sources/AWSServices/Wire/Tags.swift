// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// Tags as most services write them: a list of structures with `Key` and `Value`. Clients take and give dictionaries.
enum Tags {
    /// The list in the order of the keys, so that the same tags give the same bytes.
    static func json(_ tags: [String: String]) -> JSONValue {
        .array(sorted(tags).map { ["Key": .string($0.key), "Value": .string($0.value)] })
    }

    /// The list, `nil` when it is empty, which sends nothing.
    static func jsonUnlessEmpty(_ tags: [String: String]) -> JSONValue? {
        tags.isEmpty ? Optional.none : json(tags)
    }

    /// Reads such a list; a tag without a value has an empty one.
    static func read(_ list: [JSONReader]) throws -> [String: String] {
        var tags: [String: String] = [:]
        for tag in list { tags[try tag.text("Key")] = try tag.textIfPresent("Value") ?? "" }
        return tags
    }

    /// The list as XML elements `Tag`.
    static func xml(_ tags: [String: String]) -> [XMLTree] {
        sorted(tags).map { XMLTree("Tag", [XMLTree("Key", $0.key), XMLTree("Value", $0.value)]) }
    }

    /// Reads XML elements with `Key` and `Value`.
    static func read(_ list: [XMLReader]) throws -> [String: String] {
        var tags: [String: String] = [:]
        for tag in list { tags[try tag.text("Key")] = tag.textIfPresent("Value") ?? "" }
        return tags
    }

    /// The list as fields of the query protocol.
    static func fields(_ tags: [String: String]) -> [[(name: String, value: String)]] {
        sorted(tags).map { [("Key", $0.key), ("Value", $0.value)] }
    }

    static func sorted(_ tags: [String: String]) -> [(key: String, value: String)] {
        tags.sorted { $0.key < $1.key }
    }
}
