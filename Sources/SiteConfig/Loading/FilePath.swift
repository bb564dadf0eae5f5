// SPDX-License-Identifier: Apache-2.0

/// Paths as texts, without a look at the disk.
package enum FilePath {
    /// The absolute path of `path` as seen from a folder, which is absolute itself; without `.`, `..` and doubled
    /// slashes.
    package static func resolve(_ path: String, from folder: String) -> String {
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") where part != "." {
            if part == ".." {
                parts = parts.dropLast()
            } else {
                parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The path without its last part; the root's own is the root.
    package static func parent(of path: String) -> String {
        resolve("..", from: path)
    }

    /// The path of something inside a folder relative to it; `nil` when it lies outside, empty for the folder itself.
    package static func relative(_ path: String, to folder: String) -> String? {
        if path == folder { return "" }
        let prefix = folder == "/" ? "/" : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
}
