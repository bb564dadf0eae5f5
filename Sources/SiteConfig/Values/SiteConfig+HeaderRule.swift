// SPDX-License-Identifier: Apache-2.0

extension SiteConfig {
    /// Headers of the files that a pattern matches; `nil` leaves a header to the default or to another rule.
    package struct HeaderRule: Sendable, Equatable {
        /// Which files the rule is for, by their path inside the site's folder.
        package var match: GlobPattern
        /// `Cache-Control`.
        package var cacheControl: String?
        /// `Content-Type`, in place of the one chosen by the file's name.
        package var contentType: String?
        /// `Content-Disposition`.
        package var contentDisposition: String?
        /// `Content-Encoding`, for files that are stored compressed.
        package var contentEncoding: String?
        /// `Content-Language`.
        package var contentLanguage: String?
        /// Metadata that S3 sends as `x-amz-meta-<key>`; keys are lower-case.
        package var metadata: [String: String]

        /// Makes a rule that sets the given headers.
        package init(
            match: GlobPattern,
            cacheControl: String? = nil,
            contentType: String? = nil,
            contentDisposition: String? = nil,
            contentEncoding: String? = nil,
            contentLanguage: String? = nil,
            metadata: [String: String] = [:]
        ) {
            self.match = match
            self.cacheControl = cacheControl
            self.contentType = contentType
            self.contentDisposition = contentDisposition
            self.contentEncoding = contentEncoding
            self.contentLanguage = contentLanguage
            self.metadata = metadata
        }
    }
}
