// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// Chooses the headers of a site's files: defaults by name, then the configuration's rules.
package struct HeaderChoice: Sendable {
    private let rules: [SiteConfig.HeaderRule]

    /// Takes the rules in the order of the configuration.
    package init(rules: [SiteConfig.HeaderRule] = []) {
        self.rules = rules
    }

    /// The headers of a file; of several rules that match, the last one wins for each header on its own.
    ///
    /// `.svgz` is stored compressed, so it gets `Content-Encoding: gzip` unless a rule says otherwise.
    package func headers(for key: ObjectKey) -> ObjectHeaders {
        var headers = ObjectHeaders(
            contentType: ContentTypes.type(for: key.string),
            cacheControl: CacheRules.cacheControl(for: key),
            contentEncoding: key.name.lowercased().hasSuffix(".svgz") ? "gzip" : nil)
        for rule in rules where rule.match.matches(key.string) {
            headers = ObjectHeaders(
                contentType: rule.contentType ?? headers.contentType,
                cacheControl: rule.cacheControl ?? headers.cacheControl,
                contentDisposition: rule.contentDisposition ?? headers.contentDisposition,
                contentEncoding: rule.contentEncoding ?? headers.contentEncoding,
                contentLanguage: rule.contentLanguage ?? headers.contentLanguage,
                metadata: headers.metadata.merging(rule.metadata) { _, later in later })
        }
        return headers
    }
}
