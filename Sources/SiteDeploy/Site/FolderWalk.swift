// SPDX-License-Identifier: Apache-2.0

/// Finds the files of a folder in the order of their keys' bytes, and everything that is wrong with them.
///
/// Links are followed while what they lead to is inside the folder; anything else could publish files that the user
/// never meant to. What the caller skips is not looked at, so it cannot be a problem either.
struct FolderWalk {
    /// What is left out, by its path inside the folder.
    typealias Skip = @Sendable (_ key: ObjectKey, _ isFolder: Bool) -> Bool

    private static let deepestFolder = 128
    private static let mostFiles = 1_000_000
    /// A few links can stand for far more folders than there are; so many are entered behind links.
    private static let mostLinkedFolders = 10_000
    /// So many problems are told; a folder with more of them has one problem.
    private static let mostProblems = 200

    private let root: String
    private let realRoot: String
    private let skip: Skip
    private var entries: [FolderEntry] = []
    private var problems: [SiteProblem] = []
    private var linkedFolderCount = 0

    /// Walks a folder.
    ///
    /// - Parameters:
    ///   - root: The folder's path; it may be a link itself.
    ///   - skip: Whether a file or a whole folder is left out.
    /// - Returns: The files found and the problems met, which may both be there.
    /// - Throws: `SiteProblems` when the folder itself cannot be read, and `CancellationError`.
    static func run(root: String, skip: @escaping Skip) throws -> (entries: [FolderEntry], problems: [SiteProblem]) {
        var walk = try FolderWalk(root: root, skip: skip)
        try walk.visit(folder: root, key: "", above: [], isBehindLink: false)
        walk.findClashes()
        return (walk.entries.sorted { $0.key < $1.key }, walk.problems)
    }

    private init(root: String, skip: @escaping Skip) throws {
        self.root = root
        self.skip = skip
        do {
            realRoot = try FolderListing.resolved(root)
        } catch {
            let hint = "Check the path in the configuration; it is relative to the configuration file."
            throw SiteProblems([
                FolderListing.isMissing(error)
                    ? SiteProblem(.folderMissing, path: root, "The folder does not exist.", hint: hint)
                    : SiteProblem(.unreadable, path: root, "The folder cannot be read: \(error.reason).", hint: hint)
            ])
        }
    }

    private mutating func visit(folder: String, key: String, above: [FileStamp], isBehindLink: Bool) throws {
        try Task.checkCancellation()
        guard entries.count <= Self.mostFiles, linkedFolderCount <= Self.mostLinkedFolders else { return }
        if isBehindLink {
            linkedFolderCount += 1
            guard linkedFolderCount <= Self.mostLinkedFolders else {
                report(
                    .tooManyFiles, root, "There are more than \(Self.mostLinkedFolders) folders behind links.",
                    hint: "Remove links to folders, or exclude them.")
                return
            }
        }
        guard above.count < Self.deepestFolder else {
            report(.tooDeep, key, "Folders are nested too deep here.", hint: "Flatten the folder or exclude it.")
            return
        }
        let names: [[UInt8]]
        let stamp: FileStamp
        do {
            guard case .folder(let found) = try FolderListing.kind(of: folder, followingLinks: true) else {
                report(
                    .notAFile, key.isEmpty ? root : key, "This is not a folder.",
                    hint: "Name a folder in the configuration.")
                return
            }
            stamp = found
            names = try FolderListing.names(in: folder)
        } catch {
            reportUnreadable(key.isEmpty ? root : key, error)
            return
        }
        if above.contains(where: { $0.device == stamp.device && $0.inode == stamp.inode }) {
            report(
                .linkLoops, key, "This link leads back to a folder that it is in.",
                hint: "Remove the link or exclude it.")
            return
        }
        for name in names {
            guard let text = String(validating: name, as: UTF8.self) else {
                let shown = String(decoding: name, as: UTF8.self)
                report(
                    .nameNotUTF8, key.isEmpty ? shown : "\(key)/\(shown)", "The name is not valid UTF-8.",
                    hint: "Rename it, for example with convmv.")
                continue
            }
            let composed = CanonicalComposition.composed(text)
            try visit(
                path: "\(folder)/\(text)", key: key.isEmpty ? composed : "\(key)/\(composed)", above: above + [stamp],
                isBehindLink: isBehindLink)
        }
    }

    private mutating func visit(path: String, key: String, above: [FileStamp], isBehindLink: Bool) throws {
        var isBehindLink = isBehindLink
        do {
            var kind = try FolderListing.kind(of: path, followingLinks: false)
            if kind == .link {
                // A link to a folder is skipped by the rules for folders, so what it leads to is looked at first.
                let target = try? FolderListing.kind(of: path, followingLinks: true)
                if case .folder = target {
                    if skip(ObjectKey(key), true) { return }
                } else if skip(ObjectKey(key), false) {
                    return
                }
                guard let followed = followLink(path: path, key: key) else { return }
                kind = followed
                isBehindLink = true
            }
            switch kind {
            case .folder:
                if skip(ObjectKey(key), true) { return }
                try visit(folder: path, key: key, above: above, isBehindLink: isBehindLink)
            case .file(let stamp):
                if skip(ObjectKey(key), false) { return }
                add(FolderEntry(key: ObjectKey(key), path: path, stamp: stamp))
            case .link, .other:
                if skip(ObjectKey(key), false) { return }
                report(
                    .notAFile, key, "This is a device, a socket or a pipe.", hint: "Remove it or exclude it.")
            }
        } catch let failure as FileFailure {
            if !skip(ObjectKey(key), false) { reportUnreadable(key, failure) }
        }
    }

    /// What a link leads to; `nil` when it may not be followed, which is reported.
    private mutating func followLink(path: String, key: String) -> FolderListing.Kind? {
        do {
            let target = try FolderListing.resolved(path)
            let inside = realRoot == "/" || target == realRoot || target.utf8.starts(with: "\(realRoot)/".utf8)
            guard inside else {
                report(
                    .linkLeavesFolder, key, "This link leads out of the folder, to \(target).",
                    hint: "Copy the file into the folder, or exclude the link.")
                return nil
            }
            if let hidden = hiddenPart(of: target) {
                report(
                    .linkToHidden, key, "This link leads to \(hidden), and what begins with a dot is never published.",
                    hint: "Copy the file if it is meant for everybody, or exclude the link.")
                return nil
            }
            return try FolderListing.kind(of: target, followingLinks: true)
        } catch {
            if FolderListing.isLoop(error) {
                report(.linkLoops, key, "This link leads in a circle.", hint: "Remove the link or exclude it.")
            } else if FolderListing.isMissing(error) {
                report(
                    .linkBroken, key, "This link leads to nothing.",
                    hint: "Remove the link, exclude it, or restore its target.")
            } else {
                reportUnreadable(key, error)
            }
            return nil
        }
    }

    /// The path inside the folder of a link's target, if a part of it would be left out under its own name.
    private func hiddenPart(of target: String) -> String? {
        let path = target.utf8.dropFirst(realRoot == "/" ? 1 : realRoot.utf8.count + 1)
        let parts = path.split(separator: UInt8(ascii: "/"))
        let isWellKnown = parts.count > 1 && parts[0].elementsEqual(".well-known".utf8)
        let isHidden = parts.dropFirst(isWellKnown ? 1 : 0).contains { $0.first == UInt8(ascii: ".") }
        return isHidden ? String(decoding: path, as: UTF8.self) : nil
    }

    private mutating func add(_ entry: FolderEntry) {
        let key = entry.key.string
        if key.unicodeScalars.contains(where: Self.cannotBeSent) {
            report(
                .nameHasControlCharacter, key.debugDescription, "The name has a control character.",
                hint: "Rename the file.")
        } else if entry.key.isReserved {
            report(
                .nameReserved, key, "Names below \(ObjectKey.reservedPrefix) are kept for resumectl.",
                hint: "Rename the folder.")
        } else if key.utf8.count > ObjectKey.maximumByteCount {
            report(
                .nameTooLong, key,
                "The path is \(key.utf8.count) bytes long; S3 takes \(ObjectKey.maximumByteCount).",
                hint: "Shorten the names of the file or its folders.")
        } else {
            entries.append(entry)
            if entries.count == Self.mostFiles + 1 {
                report(
                    .tooManyFiles, root, "There are more than \(Self.mostFiles) files.",
                    hint: "Check the path, or exclude folders.")
            }
        }
    }

    /// Control characters, and the two code points that the XML of S3's requests cannot hold.
    private static func cannotBeSent(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || (0xfffe...0xffff).contains(scalar.value)
    }

    /// Two names that differ on disk only by how accents are composed end at the same key.
    private mutating func findClashes() {
        var seen: [ObjectKey: String] = [:]
        for entry in entries {
            if seen.updateValue(entry.path, forKey: entry.key) != nil {
                report(
                    .nameClash, entry.key.string,
                    "Two files have this name and differ only in how an accent is stored.",
                    hint: "Remove or rename one of them.")
            }
        }
    }

    private mutating func reportUnreadable(_ path: String, _ failure: FileFailure) {
        report(
            .unreadable, path, "This cannot be read: \(failure.reason).",
            hint: "Make it readable for you, or exclude it.")
    }

    private mutating func report(_ code: SiteProblem.Code, _ path: String, _ message: String, hint: String) {
        guard problems.count < Self.mostProblems else { return }
        problems.append(SiteProblem(code, path: path, message, hint: hint))
    }
}
