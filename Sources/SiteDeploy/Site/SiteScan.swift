// SPDX-License-Identifier: Apache-2.0

/// The site as it is on disk.
package struct SiteScan: Sendable, Hashable {
    /// The files in the order of their keys' bytes, each key once.
    package let files: [LocalFile]
    /// What is odd but can be deployed, such as names that differ only in letter case.
    package let warnings: [SiteProblem]

    /// A scan with the given files, which are sorted here.
    package init(files: [LocalFile], warnings: [SiteProblem] = []) {
        // A scanner gives them in order.
        self.files = files.isInOrder(by: \.key) ? files : files.sorted { $0.key < $1.key }
        self.warnings = warnings
    }

    /// The size of all files together.
    package var byteCount: Int64 { files.reduce(0) { $0 + $1.byteCount } }
}
