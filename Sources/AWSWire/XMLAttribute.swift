// SPDX-License-Identifier: Apache-2.0

/// One attribute of an XML element.
package struct XMLAttribute: Sendable, Hashable {
    /// The name as it is written, with its prefix: `xmlns`, `xsi:type`.
    package var name: String
    /// The value, references resolved.
    package var value: String

    /// Makes an attribute.
    ///
    /// - Parameters:
    ///   - name: The name with its prefix.
    ///   - value: The value, not escaped.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
