// SPDX-License-Identifier: Apache-2.0

extension SiteConfig {
    /// The folder to publish and how it is served.
    package struct Site: Sendable, Equatable {
        /// The folder's absolute path.
        package var path: String
        /// The page for `/`, a file name without a slash.
        package var index: String
        /// The page for what does not exist, relative to `path`. When the file does not set it
        /// (`position(of: "site.notFound") == nil`), the folder need not have it.
        package var notFound: String
        /// Whether `/about/` and `/about` are served from pages inside the folder without their file names.
        package var cleanURLs: Bool
        /// What is not published, on top of what never is; a pattern that matches a folder leaves out all in it.
        package var exclude: [GlobPattern]
        /// Headers by file pattern; of several rules that match, the last one wins for each header on its own.
        package var headerRules: [HeaderRule]

        /// Makes site settings with the documented defaults.
        package init(
            path: String,
            index: String = "index.html",
            notFound: String = "404.html",
            cleanURLs: Bool = true,
            exclude: [GlobPattern] = [],
            headerRules: [HeaderRule] = []
        ) {
            self.path = path
            self.index = index
            self.notFound = notFound
            self.cleanURLs = cleanURLs
            self.exclude = exclude
            self.headerRules = headerRules
        }
    }
}
