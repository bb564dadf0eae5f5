// SPDX-License-Identifier: Apache-2.0

/// A word from a list that AWS may lengthen, such as a status.
///
/// Known words are static members; an unknown one is kept as it came instead of failing the read.
package protocol OpenEnum: RawRepresentable<String>, Hashable, Sendable, CustomStringConvertible {
    /// Keeps a word as AWS writes it.
    init(rawValue: String)
}

extension OpenEnum {
    /// The word as AWS writes it.
    package var description: String { rawValue }
}
