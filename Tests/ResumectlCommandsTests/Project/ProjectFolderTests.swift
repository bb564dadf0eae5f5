// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

@Suite struct ProjectFolderTests {
    /// Files by their paths, with their texts.
    struct Files: ProjectFiles {
        let texts: [String: String]

        func has(_ file: String) -> Bool { texts[file] != nil }
        func text(_ file: String) -> String? { texts[file] }
        func isEmpty(_ folder: String) -> Bool { !texts.keys.contains { $0.hasPrefix("\(folder)/") } }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let files: [String: String]
        let generator: String?
        let path: String
        let isBuilt: Bool

        init(_ name: String, _ files: [String: String], _ generator: String?, _ path: String, isBuilt: Bool = false) {
            testDescription = name
            self.files = files
            self.generator = generator
            self.path = path
            self.isBuilt = isBuilt
        }
    }

    @Test(arguments: [
        Case("Hugo, built", ["hugo.toml": "", "public/index.html": ""], "Hugo", "public", isBuilt: true),
        Case("Hugo, not built", ["hugo.toml": ""], "Hugo", "public"),
        Case("Hugo's old name", ["config.toml": "baseURL = 'https://x'"], "Hugo", "public"),
        Case("Zola has the same name", ["config.toml": "base_url = 'https://x'"], "Zola", "public"),
        Case("a config.toml of something else", ["config.toml": "key = 1"], nil, "site"),
        Case("Jekyll", ["_config.yml": "", "_site/index.html": ""], "Jekyll", "_site", isBuilt: true),
        Case("Jekyll with a source page", ["_config.yml": "", "index.html": ""], "Jekyll", "_site"),
        Case("Vite", ["vite.config.ts": "", "index.html": "", "dist/index.html": ""], "Vite", "dist", isBuilt: true),
        Case("Astro is built on Vite", ["astro.config.mjs": "", "vite.config.js": ""], "Astro", "dist"),
        Case("Eleventy", [".eleventy.js": ""], "Eleventy", "_site"),
        Case("Eleventy's new name", ["eleventy.config.mjs": ""], "Eleventy", "_site"),
        Case("MkDocs", ["mkdocs.yml": "", "docs/index.md": ""], "MkDocs", "site"),
        Case("pages by hand", ["site/index.html": ""], nil, "site", isBuilt: true),
        Case("pages elsewhere", ["docs/index.html": ""], nil, "docs", isBuilt: true),
        Case("site comes first", ["docs/index.html": "", "site/index.html": ""], nil, "site", isBuilt: true),
        Case("nothing", ["README.md": ""], nil, "site"),
    ])
    func aSiteIsFound(_ c: Case) {
        let found = ProjectFolder(Files(texts: c.files))
        #expect(found.sitePath == c.path)
        switch found.site {
        case .generated(let generator, let isBuilt):
            #expect(generator.name == c.generator)
            #expect(isBuilt == c.isBuilt)
        case .folder: #expect(c.generator == nil && c.isBuilt)
        case .missing: #expect(c.generator == nil && !c.isBuilt)
        default: Issue.record("\(found.site)")
        }
    }

    @Test func aPageInTheFolderItselfIsNoSiteToPublish() {
        #expect(ProjectFolder(Files(texts: ["index.html": "", "style.css": ""])).site == .atTheTop)
    }

    @Test func aSiteWithoutItsPageIsNotOverwritten() {
        #expect(ProjectFolder(Files(texts: ["site/about.html": ""])).site == .unfinished("site"))
    }

    @Test(arguments: [
        (["lambda/app.py": ""], ProjectFolder.Function.folder("lambda")), (["lambda/index.js": ""], .other),
        ([:], .missing),
    ])
    func theFunctionIsFound(files: [String: String], expected: ProjectFolder.Function) {
        #expect(ProjectFolder(Files(texts: files)).function == expected)
    }
}
