// SPDX-License-Identifier: Apache-2.0

/// One parameter of a query string, not encoded.
package struct QueryItem: Sendable, Hashable {
    /// The name, such as `list-type`.
    package var name: String
    /// The value; `nil` for a bare name, as in `?policy`, which is not the same on the wire as an empty value.
    package var value: String?

    /// Makes a parameter.
    ///
    /// - Parameters:
    ///   - name: The name, not encoded.
    ///   - value: The value, not encoded; `nil` for a bare name.
    package init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }
}
