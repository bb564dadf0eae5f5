// SPDX-License-Identifier: Apache-2.0

/// Where the values of a configuration were written.
///
/// Two source maps are always equal: positions say where a value came from, not what it is, so two configurations
/// with the same values are the same configuration wherever those were written.
package struct SourceMap: Sendable, Equatable {
    private var positions: [String: SourcePosition]

    /// Makes a map from key paths such as `site.headers[0].match` to positions.
    package init(_ positions: [String: SourcePosition] = [:]) {
        self.positions = positions
    }

    /// The position of the value at `keyPath`, `nil` when the file does not set it.
    package subscript(keyPath: String) -> SourcePosition? {
        positions[keyPath]
    }

    /// Always true; see the type.
    package static func == (lhs: SourceMap, rhs: SourceMap) -> Bool {
        true
    }
}
