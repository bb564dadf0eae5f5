// SPDX-License-Identifier: Apache-2.0

/// A JSON value.
///
/// Whole numbers that fit stay `Int`, all other numbers are `Double`; `1` and `1.0` are therefore not equal. The order of
/// an object's keys is not kept.
package enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without point and exponent that fits 64 bits.
    case int(Int)
    /// Any other number.
    case double(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object; of a key that is there twice, the last value.
    case object([String: JSONValue])
}

extension JSONValue {
    /// The value of an object's key; `nil` if this is no object or has no such key. Setting it makes any other value an
    /// object; setting `nil` removes the key.
    ///
    /// - Parameter key: The key.
    package subscript(key: String) -> JSONValue? {
        get { objectValue?[key] }
        set {
            var object = objectValue ?? [:]
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The truth value; `nil` if this is something else.
    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number if it is whole, however it was written (`3`, `3.0`, `3E0`); `nil` if this is something else.
    package var intValue: Int? {
        switch self {
        case .int(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number; `nil` if this is something else. A whole number beyond 2^53 is rounded.
    package var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The string; `nil` if this is something else.
    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The array's values; `nil` if this is something else.
    package var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The object's values by key; `nil` if this is something else.
    package var objectValue: [String: JSONValue]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// Whether this is `null`.
    package var isNull: Bool { self == .null }
}
