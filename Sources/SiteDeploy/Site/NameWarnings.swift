// SPDX-License-Identifier: Apache-2.0

/// What names of files tell that does not keep them from being published.
enum NameWarnings {
    /// Names that are one file on most laptops, but two objects in the bucket.
    static func caseClashes(_ entries: [FolderEntry]) -> [SiteProblem] {
        // Of two names that clash at least one is not in lower case. Where there is no such name, nothing is compared.
        let folds = Set(entries.lazy.filter { !$0.key.isLowerCase }.map { $0.key.string.lowercased() })
        guard !folds.isEmpty else { return [] }
        var seen: [String: ObjectKey] = [:]
        var warnings: [SiteProblem] = []
        for entry in entries {
            let folded = entry.key.isLowerCase ? entry.key.string : entry.key.string.lowercased()
            guard folds.contains(folded) else { continue }
            guard let other = seen[folded] else {
                seen[folded] = entry.key
                continue
            }
            warnings.append(
                SiteProblem(
                    .caseClash, path: entry.key.string, "The name differs from \(other) only in letter case.",
                    hint: "Rename one of them; macOS and Windows cannot hold both."))
        }
        return warnings
    }

    /// Names that S3 takes, but that a visitor will hardly get to.
    static func oddNames(_ entries: [FolderEntry]) -> [SiteProblem] {
        entries.compactMap { entry in
            if hasSpaceAtAnEnd(entry.key) {
                return SiteProblem(
                    .nameIsOdd, path: entry.key.string.debugDescription, "A name begins or ends with a space.",
                    hint: "Rename it; most programs that write links drop the space.")
            }
            if entry.key.string.utf8.contains(UInt8(ascii: "\\")) {
                return SiteProblem(
                    .nameIsOdd, path: entry.key.string, "The name has a backslash.",
                    hint: "Rename it; browsers take a backslash for a slash.")
            }
            return nil
        }
    }

    /// Whether a part of the path begins or ends with a space.
    private static func hasSpaceAtAnEnd(_ key: ObjectKey) -> Bool {
        var previous = UInt8(ascii: "/")
        for byte in key.string.utf8 {
            switch (previous, byte) {
            case (UInt8(ascii: " "), UInt8(ascii: "/")), (UInt8(ascii: "/"), UInt8(ascii: " ")): return true
            default: previous = byte
            }
        }
        return previous == UInt8(ascii: " ")
    }

    /// Files under paths that CloudFront sends to the API, so that no visitor ever gets them.
    ///
    /// - Parameters:
    ///   - entries: The files of the site.
    ///   - pattern: A path, or a folder as `/api/*`; `nil` when the API is elsewhere or there is none.
    /// - Returns: A warning for each such file.
    static func shadowed(_ entries: [FolderEntry], byAPIAt pattern: String?) -> [SiteProblem] {
        guard let pattern else { return [] }
        return entries.filter { InvalidationPath.covers(pattern, "/\($0.key)") }.map {
            SiteProblem(
                .shadowedByAPI, path: $0.key.string, "Nobody can see this file: the counter answers \(pattern).",
                hint: "Move the file, or set counter.route to a path of another folder.")
        }
    }

    /// Files whose kind is hardly ever meant for everybody.
    static func likelySecrets(_ entries: [FolderEntry]) -> [SiteProblem] {
        entries.compactMap { entry in
            guard isLikelySecret(entry.key.name.utf8) else { return nil }
            return SiteProblem(
                .likelySecret, path: entry.key.string, "Everybody will be able to read this file.",
                hint: "If it is not meant for everybody, move it out of the folder or add it to site.exclude.")
        }
    }

    private static func isLikelySecret(_ name: Substring.UTF8View) -> Bool {
        // Small enough to be text without memory of its own, so that a set is asked and not a list gone through.
        if let dot = name.lastIndex(of: UInt8(ascii: ".")), name[dot...].count <= 9,
            privateEndings.contains(name[dot...].lowercasedASCIIText)
        {
            return true
        }
        let ending = ".tfstate.backup"
        if name.count >= ending.utf8.count, name.suffix(ending.utf8.count).lowercasedASCIIText == ending { return true }
        return name.count <= longestPrivateName && privateNames.contains(name.lowercasedASCIIText)
    }

    private static let privateEndings: Set<String> = [
        ".env", ".tfstate", ".tfvars", ".kdbx", ".pfx", ".p12", ".jks", ".keystore", ".ppk", ".sql", ".sqlite",
        ".sqlite3", ".ovpn", ".agekey",
    ]
    private static let longestPrivateName = privateNames.map(\.utf8.count).max() ?? 0
    private static let privateNames: Set<String> = [
        "id_rsa", "id_ed25519", "id_ecdsa", "id_dsa", "credentials", "credentials.json", "credentials.csv",
        "rootkey.csv", "secrets.json", "secrets.yaml", "secrets.yml", "service-account.json", "wp-config.php",
    ]
}
