// SPDX-License-Identifier: Apache-2.0

/// What a folder holds already that a new configuration can use.
struct ProjectFolder: Sendable, Equatable {
    /// The site in the folder.
    enum Site: Sendable, Equatable {
        /// What a generator makes; `isBuilt` tells whether it is there.
        case generated(SiteGenerator, isBuilt: Bool)
        /// A folder with a page.
        case folder(String)
        /// `site/` is there, without a page.
        case unfinished(String)
        /// The page is in the folder itself, where the configuration and the function would be published with it.
        case atTheTop
        case missing
    }

    /// The counter's function in the folder.
    enum Function: Sendable, Equatable {
        case folder(String)
        /// `lambda/` is there, and is something else.
        case other
        case missing
    }

    let site: Site
    let function: Function

    /// Folders in which sites are kept by hand, or put by other programs.
    static let folders = ["site", "public", "dist", "_site", "build", "out", "www", "html", "docs"]

    /// Looks into a folder.
    ///
    /// - Parameter files: The folder.
    init(_ files: some ProjectFiles) {
        site = Self.site(in: files)
        function =
            files.has("lambda/app.py") ? .folder("lambda") : files.isEmpty("lambda") ? .missing : .other
    }

    private static func site(in files: some ProjectFiles) -> Site {
        for generator in SiteGenerator.all {
            let isUsed = generator.marks.contains { mark in
                guard files.has(mark) else { return false }
                guard let word = generator.word else { return true }
                return files.text(mark)?.lowercased().contains(word) == true
            }
            if isUsed { return .generated(generator, isBuilt: files.has("\(generator.output)/index.html")) }
        }
        if let folder = folders.first(where: { files.has("\($0)/index.html") }) { return .folder(folder) }
        if files.has("index.html") { return .atTheTop }
        return files.isEmpty("site") ? .missing : .unfinished("site")
    }

    /// The folder to publish.
    var sitePath: String {
        switch site {
        case .generated(let generator, _): generator.output
        case .folder(let folder), .unfinished(let folder): folder
        case .atTheTop, .missing: "site"
        }
    }
}

/// A folder as `ProjectFolder` sees it; paths are relative to it.
protocol ProjectFiles {
    /// Whether there is a file.
    func has(_ file: String) -> Bool
    /// The text of a file, `nil` when it cannot be read.
    func text(_ file: String) -> String?
    /// Whether a folder is missing or has nothing in it.
    func isEmpty(_ folder: String) -> Bool
}
