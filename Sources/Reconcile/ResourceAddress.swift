// SPDX-License-Identifier: Apache-2.0

/// The stable name of a resource within a stack, such as `bucket` or `dns.www.example.com`.
///
/// Shown in plans and events, and what `--adopt` takes.
package struct ResourceAddress: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package init(stringLiteral value: String) {
        self.rawValue = value
    }

    package var description: String { rawValue }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
