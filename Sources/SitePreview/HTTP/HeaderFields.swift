// SPDX-License-Identifier: Apache-2.0

/// HTTP header fields in order; names are compared without regard to case.
package struct HeaderFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// Names and values, as they are written.
    package private(set) var fields: [(name: String, value: String)]

    /// Takes the fields as they are.
    package init(_ fields: [(name: String, value: String)] = []) {
        self.fields = fields
    }

    /// Takes the fields as they are.
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { ($0.0, $0.1) }
    }

    /// The values of a name, joined by commas; `nil` without one. Setting replaces all of them.
    package subscript(name: String) -> String? {
        get {
            let values = all(name)
            return values.isEmpty ? nil : values.joined(separator: ",")
        }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// Every value of a name.
    package func all(_ name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// Adds a field, also when there is one of the name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Each name once, in lower case, in order.
    package var names: [String] {
        var seen: Set<String> = []
        return fields.map { $0.name.lowercased() }.filter { seen.insert($0).inserted }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool { left.lowercased() == right.lowercased() }

    package static func == (left: Self, right: Self) -> Bool {
        left.fields.count == right.fields.count
            && zip(left.fields, right.fields).allSatisfy { isSame($0.name, $1.name) && $0.value == $1.value }
    }
}
