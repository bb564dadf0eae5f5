// SPDX-License-Identifier: Apache-2.0

import SiteConfig

extension FuzzCheck {
    /// The first line is a pattern, the second a path: the answer is that of a second, simpler matcher.
    static let glob = FuzzCheck("glob") { bytes in
        let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        guard let text = parts.first.flatMap({ String(validating: $0, as: UTF8.self) }),
            let path = parts.last.flatMap({ String(validating: $0, as: UTF8.self) }),
            let pattern = try? GlobPattern(text)
        else { return }
        let matches = pattern.matches(path)
        let matchesPathOrFolder = pattern.matchesPathOrFolder(of: path)
        // One by one is slow when there are many.
        let folders = folders(of: path)
        if folders.count < 20 {
            try FuzzFinding.unless(
                matchesPathOrFolder == (matches || folders.contains { pattern.matches($0) }),
                "a folder of the path counts differently")
        }
        guard path.unicodeScalars.count < 2000, let reference = ReferenceGlob(text) else { return }
        try FuzzFinding.unless(
            matches == reference.matches(path),
            "\(text.debugDescription) on \(path.debugDescription) gives \(matches)")
    }

    /// The folders that a path is in, each as a path.
    private static func folders(of path: String) -> [String] {
        path.unicodeScalars.indices.filter { path.unicodeScalars[$0] == "/" }
            .map { String(path.unicodeScalars[..<$0]) }
    }
}
