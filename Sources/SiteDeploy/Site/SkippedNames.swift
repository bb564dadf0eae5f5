// SPDX-License-Identifier: Apache-2.0

/// Which files of a site's folder are never published.
enum SkippedNames {
    /// Whether a file or folder is left out by its own name.
    ///
    /// Dotfiles hold settings and secrets. `.well-known/` at the top is the one that the web asks for (RFC 8615).
    static func skips(_ key: ObjectKey, isFolder: Bool) -> Bool {
        let name = key.name.utf8
        let hash = UInt8(ascii: "#")
        guard let first = name.first, let last = name.last else { return false }
        if first == UInt8(ascii: ".") { return !(isFolder && key == ".well-known") }
        if isFolder { return leftoverFolders.contains { Name.isSame(name, $0) } }
        return last == UInt8(ascii: "~") || (first == hash && last == hash && name.count > 1)
            || (last >= UInt8(ascii: "o") && editorEndings.contains { name.suffix(4).elementsEqual($0.utf8) })
            || leftovers.contains { Name.isSame(name, $0) }
    }

    /// Names as a file system sees them that takes no notice of the case of letters.
    private enum Name {
        /// Whether a name is one in lower-case ASCII, but for the case.
        static func isSame(_ name: Substring.UTF8View, _ other: String) -> Bool {
            name.count == other.utf8.count && zip(name, other.utf8).allSatisfy { $0.lowercasedASCII == $1 }
        }
    }

    private static let editorEndings = [".swp", ".swo", ".swx"]

    private static let leftovers: [String] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"]
    private static let leftoverFolders: [String] = ["__macosx", "$recycle.bin"]
}
