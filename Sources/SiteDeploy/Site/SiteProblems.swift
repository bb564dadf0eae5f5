// SPDX-License-Identifier: Apache-2.0

/// Everything that keeps a folder from being deployed, all at once, in the order of the paths' bytes.
package struct SiteProblems: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one problem.
    package let problems: [SiteProblem]

    /// Sorts the problems by path, so that two runs report the same.
    package init(_ problems: [SiteProblem]) {
        self.problems = problems.sorted {
            ObjectKey($0.path) == ObjectKey($1.path)
                ? $0.code.rawValue < $1.code.rawValue : ObjectKey($0.path) < ObjectKey($1.path)
        }
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
