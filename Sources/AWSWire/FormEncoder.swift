// SPDX-License-Identifier: Apache-2.0

/// Writes the body of a request of the query protocol (IAM, STS): `Action=…&Version=…&Tags.member.1.Key=…`.
///
/// The body is sent with the content type `application/x-www-form-urlencoded; charset=utf-8`.
///
/// AWS reference: AWS Identity and Access Management API Reference, "Making query requests".
package struct FormEncoder: Sendable {
    /// The value of the `content-type` header to send with the body.
    package static let contentType = "application/x-www-form-urlencoded; charset=utf-8"

    /// The body so far.
    package private(set) var body: [UInt8] = []

    /// Begins a body.
    ///
    /// - Parameters:
    ///   - action: The operation, such as `CreateRole`.
    ///   - version: The version of the API, such as `2010-05-08`.
    package init(action: String, version: String) {
        set("Action", to: action)
        set("Version", to: version)
    }

    /// Adds a parameter.
    ///
    /// - Parameters:
    ///   - name: The name; it may be a path like `Tags.member.1.Key`.
    ///   - value: The value, not encoded; `nil` adds nothing.
    package mutating func set(_ name: String, to value: String?) {
        guard let value else { return }
        if !body.isEmpty { body.append(UInt8(ascii: "&")) }
        append(name)
        body.append(UInt8(ascii: "="))
        append(value)
    }

    /// Adds a number.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The number; `nil` adds nothing.
    package mutating func set(_ name: String, to value: Int?) {
        set(name, to: value.map { String($0) })
    }

    /// Adds a truth value.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: Written `true` or `false`; `nil` adds nothing.
    package mutating func set(_ name: String, to value: Bool?) {
        set(name, to: value.map { $0 ? "true" : "false" })
    }

    /// Adds a list of texts as `name.member.1`, `name.member.2` and so on.
    ///
    /// - Parameters:
    ///   - name: The name of the list.
    ///   - values: The values in order; an empty list adds nothing.
    package mutating func setList(_ name: String, to values: [String]) {
        for (index, value) in values.enumerated() { set("\(name).member.\(index + 1)", to: value) }
    }

    /// Adds a list of structures, the fields of the first as `name.member.1.Field` and so on.
    ///
    /// - Parameters:
    ///   - name: The name of the list.
    ///   - items: The fields of each item, names and values in order; an empty list adds nothing.
    package mutating func setList(_ name: String, to items: [[(name: String, value: String)]]) {
        for (index, item) in items.enumerated() {
            for field in item { set("\(name).member.\(index + 1).\(field.name)", to: field.value) }
        }
    }

    private mutating func append(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                body.append(byte)
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                body.append(UInt8(ascii: "%"))
                if byte < 16 { body.append(UInt8(ascii: "0")) }
                body.append(contentsOf: hex.utf8)
            }
        }
    }
}
