// SPDX-License-Identifier: Apache-2.0

/// Which files of a site's folder are never published.
enum SkippedNames {
    /// Whether a file or folder is left out by its own name.
    ///
    /// Dotfiles hold settings and secrets. `.well-known/` at the top is the one that the web asks for (RFC 8615).
    static func skips(_ key: ObjectKey, isFolder: Bool) -> Bool {
        let name = key.name
        if name.utf8.first == UInt8(ascii: ".") { return !(isFolder && key == ".well-known") }
        if isFolder { return leftoverFolders.contains(name.lowercased()) }
        return leftovers.contains(name.lowercased()) || name.hasSuffix("~")
            || (name.hasPrefix("#") && name.hasSuffix("#") && name.count > 1)
            || [".swp", ".swo", ".swx"].contains { name.hasSuffix($0) }
    }

    private static let leftovers: Set<String> = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"]
    private static let leftoverFolders: Set<String> = ["__macosx", "$recycle.bin"]
}
