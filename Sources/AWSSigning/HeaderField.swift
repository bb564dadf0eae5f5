// SPDX-License-Identifier: Apache-2.0

/// One header of a request.
package struct HeaderField: Sendable, Hashable {
    /// The name; its case does not matter.
    package var name: String
    /// The value as it is sent.
    package var value: String

    /// Makes a header.
    ///
    /// - Parameters:
    ///   - name: The name in any case.
    ///   - value: The value as it is sent.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
