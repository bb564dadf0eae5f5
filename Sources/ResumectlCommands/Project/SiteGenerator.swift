// SPDX-License-Identifier: Apache-2.0

/// A program that makes sites out of sources, as far as `init` knows it.
struct SiteGenerator: Sendable, Equatable {
    let name: String
    /// Files that only its projects have; one of them is enough.
    let marks: [String]
    /// Where it puts the site unless told otherwise.
    let output: String
    /// What makes the site.
    let build: String
    /// A word that one of the marks has to hold, in lower case; `nil` when its name says enough.
    var word: String?

    /// The generators. Those that are built on another one come before it.
    static let all: [SiteGenerator] = [
        SiteGenerator(
            name: "Astro", marks: scripts("astro.config"), output: "dist", build: "npm run build"),
        SiteGenerator(
            name: "SvelteKit", marks: scripts("svelte.config"), output: "build", build: "npm run build"),
        SiteGenerator(
            name: "Docusaurus", marks: scripts("docusaurus.config"), output: "build", build: "npm run build"),
        SiteGenerator(
            name: "Gatsby", marks: scripts("gatsby-config"), output: "public", build: "npm run build"),
        SiteGenerator(
            name: "Next.js", marks: scripts("next.config"), output: "out", build: "npm run build"),
        SiteGenerator(
            name: "Eleventy", marks: [".eleventy.js"] + scripts("eleventy.config"), output: "_site",
            build: "npx @11ty/eleventy"),
        SiteGenerator(name: "Vite", marks: scripts("vite.config"), output: "dist", build: "npm run build"),
        SiteGenerator(
            name: "Hugo", marks: ["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"], output: "public", build: "hugo"),
        // Both call it config.toml; the word tells them apart.
        SiteGenerator(
            name: "Hugo", marks: ["config.toml", "config.yaml", "config.yml"], output: "public", build: "hugo",
            word: "baseurl"),
        SiteGenerator(name: "Zola", marks: ["config.toml"], output: "public", build: "zola build", word: "base_url"),
        SiteGenerator(
            name: "Jekyll", marks: ["_config.yml", "_config.yaml", "_config.toml"], output: "_site",
            build: "bundle exec jekyll build"),
        SiteGenerator(name: "MkDocs", marks: ["mkdocs.yml", "mkdocs.yaml"], output: "site", build: "mkdocs build"),
        SiteGenerator(
            name: "Pelican", marks: ["pelicanconf.py"], output: "output", build: "pelican content -s publishconf.py"),
    ]

    private static func scripts(_ name: String) -> [String] {
        ["js", "mjs", "cjs", "ts", "mts", "cts"].map { "\(name).\($0)" }
    }
}
