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
    package func headers(for key: ObjectKey) -> ObjectHeaders { headers(on: grounds(for: key)) }

    /// All that the headers of a file depend on.
    struct Grounds: Hashable {
        fileprivate let contentType: String
        fileprivate let cacheControl: String
        fileprivate let contentEncoding: String?
        /// The rules that match, by their place.
        fileprivate let rules: [Int]
    }

    /// What the headers of a file depend on; files with the same grounds have the same headers.
    func grounds(for key: ObjectKey) -> Grounds {
        Grounds(
            contentType: ContentTypes.type(for: key.string), cacheControl: CacheRules.cacheControl(for: key),
            contentEncoding: ContentTypes.extensionOfName(key.string).lowercased() == "svgz" ? "gzip" : nil,
            rules: rules.isEmpty ? [] : rules.indices.filter { rules[$0].match.matches(key.string) })
    }

    /// The headers that follow.
    func headers(on grounds: Grounds) -> ObjectHeaders {
        var headers = ObjectHeaders(
            contentType: grounds.contentType, cacheControl: grounds.cacheControl,
            contentEncoding: grounds.contentEncoding)
        for rule in grounds.rules.map({ rules[$0] }) {
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
