// SPDX-License-Identifier: Apache-2.0

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes `null`.
    ///
    /// - Parameter nilLiteral: Nothing.
    package init(nilLiteral: ()) { self = .null }

    /// Makes a truth value.
    ///
    /// - Parameter value: The value.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes a whole number.
    ///
    /// - Parameter value: The number.
    package init(integerLiteral value: Int) { self = .int(value) }

    /// Makes a number.
    ///
    /// - Parameter value: The number.
    package init(floatLiteral value: Double) { self = .double(value) }

    /// Makes a string.
    ///
    /// - Parameter value: The string.
    package init(stringLiteral value: String) { self = .string(value) }

    /// Makes an array.
    ///
    /// - Parameter elements: The values.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Makes an object; of a key that is there twice, the last value counts.
    ///
    /// - Parameter elements: Keys and values.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
