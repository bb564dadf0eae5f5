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
        try walk.visit(root: root)
        if !walk.entries.isInOrder(by: \.key) {
            // Links to folders and accents that were composed may stand elsewhere.
            walk.findClashes()
            walk.entries.sort { $0.key < $1.key }
        }
        return (walk.entries, walk.problems)
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

    /// Where the walk is.
    private struct Place {
        /// By which the file or folder is opened.
        let path: String
        /// Empty for the folder that the walk began with.
        let key: String
        var isBehindLink: Bool
        /// The folders that it is in.
        let above: [FileStamp]

        func inside(_ name: String, composed: String, stamp: [FileStamp]) -> Place {
            Place(
                path: "\(path)/\(name)", key: key.isEmpty ? composed : "\(key)/\(composed)", isBehindLink: isBehindLink,
                above: stamp)
        }
    }

    private mutating func visit(root: String) throws {
        let opened: OpenFolder
        do {
            opened = try OpenFolder(path: root)
        } catch  where FolderListing.isNoFolder(error) {
            report(.notAFile, root, "This is not a folder.", hint: "Name a folder in the configuration.")
            return
        } catch {
            reportUnreadable(root, error)
            return
        }
        try visit(opened, at: Place(path: root, key: "", isBehindLink: false, above: []))
    }

    private mutating func visit(_ folder: borrowing OpenFolder, at place: Place) throws {
        try Task.checkCancellation()
        let names: [OpenFolder.Name]
        let stamp: FileStamp
        do {
            stamp = try folder.stamp()
            names = try folder.names()
        } catch {
            reportUnreadable(place.key.isEmpty ? root : place.key, error)
            return
        }
        if place.above.contains(where: { $0.device == stamp.device && $0.inode == stamp.inode }) {
            report(
                .linkLoops, place.key, "This link leads back to a folder that it is in.",
                hint: "Remove the link or exclude it.")
            return
        }
        let above = place.above + [stamp]
        for name in names {
            guard name.isUTF8 else {
                report(
                    .nameNotUTF8, place.key.isEmpty ? name.text : "\(place.key)/\(name.text)",
                    "The name is not valid UTF-8.", hint: "Rename it, for example with convmv.")
                continue
            }
            let composed = CanonicalComposition.composed(name.text)
            try visit(name, in: folder, at: place.inside(name.text, composed: composed, stamp: above))
        }
    }

    private mutating func visit(
        _ name: OpenFolder.Name, in folder: borrowing OpenFolder, at place: Place
    ) throws {
        let key = ObjectKey(place.key)
        do {
            switch try name.kind ?? folder.look(at: name.text).kind {
            case .folder:
                if skip(key, true) || !mayEnter(place) { return }
                try visit(OpenFolder(name.text, in: folder), at: place)
            case .file:
                if skip(key, false) { return }
                let (kind, stamp) = try folder.look(at: name.text)
                // Whatever took the file's place since the folder was read is not published unseen.
                guard kind == .file else { return reportNoFile(place.key) }
                add(FolderEntry(key: key, path: place.path, stamp: stamp))
            case .link:
                try visit(link: place)
            case .other:
                if !skip(key, false) { reportNoFile(place.key) }
            }
        } catch let failure as FileFailure {
            if !skip(key, false) { reportUnreadable(place.key, failure) }
        }
    }

    private mutating func visit(link place: Place) throws {
        let key = ObjectKey(place.key)
        // A link to a folder is skipped by the rules for folders, so what it leads to is looked at first.
        let kind = try? FolderListing.look(at: place.path).kind
        if skip(key, kind == .folder) { return }
        guard let (target, found) = followLink(path: place.path, key: place.key) else { return }
        switch found.kind {
        case .folder:
            var place = place
            place.isBehindLink = true
            if skip(key, true) || !mayEnter(place) { return }
            try visit(OpenFolder(path: target), at: place)
        case .file:
            if !skip(key, false) { add(FolderEntry(key: key, path: place.path, stamp: found.stamp)) }
        case .link, .other:
            if !skip(key, false) { reportNoFile(place.key) }
        }
    }

    /// Whether there are not too many files and folders yet to go into another folder.
    private mutating func mayEnter(_ place: Place) -> Bool {
        guard entries.count <= Self.mostFiles, linkedFolderCount <= Self.mostLinkedFolders else { return false }
        if place.isBehindLink {
            linkedFolderCount += 1
            guard linkedFolderCount <= Self.mostLinkedFolders else {
                report(
                    .tooManyFiles, root, "There are more than \(Self.mostLinkedFolders) folders behind links.",
                    hint: "Remove links to folders, or exclude them.")
                return false
            }
        }
        guard place.above.count < Self.deepestFolder else {
            report(.tooDeep, place.key, "Folders are nested too deep here.", hint: "Flatten the folder or exclude it.")
            return false
        }
        return true
    }

    /// What a link leads to; `nil` when it may not be followed, which is reported.
    private mutating func followLink(
        path: String, key: String
    ) -> (target: String, found: (kind: OpenFolder.Kind, stamp: FileStamp))? {
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
            return (target, try FolderListing.look(at: target))
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
        if Self.cannotBeSent(key) {
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
                "The path is \(key.utf8.count) bytes long; S3 allows \(ObjectKey.maximumByteCount).",
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
    private static func cannotBeSent(_ key: String) -> Bool {
        if key.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return false }
        return key.unicodeScalars.contains {
            $0.value < 0x20 || (0x7f...0x9f).contains($0.value) || (0xfffe...0xffff).contains($0.value)
        }
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

    private mutating func reportNoFile(_ key: String) {
        report(.notAFile, key, "This is a device, a socket or a pipe.", hint: "Remove it or exclude it.")
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
