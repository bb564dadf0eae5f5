// SPDX-License-Identifier: Apache-2.0

/// A configuration that cannot be used, with every mistake found in it.
package struct ConfigError: Error, Sendable, Equatable {
    /// The mistakes in file order; never empty.
    package let diagnostics: [Diagnostic]

    /// Sorts the mistakes by position and drops repeated ones.
    package init(diagnostics: [Diagnostic]) {
        var seen: Set<Diagnostic> = []
        let unique = diagnostics.filter { seen.insert($0).inserted }
        // The index keeps the order of mistakes at one place; `sorted` alone does not promise that.
        self.diagnostics = unique.enumerated()
            .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
            .map(\.element)
    }
}

extension ConfigError: CustomStringConvertible {
    /// All mistakes, one after the other.
    package var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
