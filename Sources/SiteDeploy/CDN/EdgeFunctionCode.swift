// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// The JavaScript that CloudFront runs for each request of a visitor: one canonical host, and clean URLs.
///
/// AWS reference: Amazon CloudFront Developer Guide, "JavaScript runtime 2.0 features for CloudFront Functions".
package struct EdgeFunctionCode: Sendable, Equatable {
    /// The runtime that the code is written for.
    package static let runtime = "cloudfront-js-2.0"
    /// How long a redirect may be kept.
    package static let redirectCacheControl = "public, max-age=3600"

    /// Where hosts in `redirectedHosts` are sent; `nil` when there is no domain.
    package var canonicalHost: String?
    /// Lower case, in ascending order.
    package var redirectedHosts: [String]
    /// The document of a folder, such as `index.html`; `nil` when addresses are served as they are.
    package var indexDocument: String?

    package init(canonicalHost: String?, redirectedHosts: [String], indexDocument: String?) {
        self.canonicalHost = canonicalHost
        self.redirectedHosts = redirectedHosts.sorted()
        self.indexDocument = indexDocument
    }

    /// The code for a site.
    ///
    /// - Parameter config: The site.
    package init(for config: SiteConfig) {
        self.init(
            canonicalHost: config.domain, redirectedHosts: config.aliases,
            indexDocument: config.site.cleanURLs ? config.site.index : nil)
    }

    /// Whether the function would do anything.
    package var isNeeded: Bool {
        indexDocument != nil || (canonicalHost != nil && !redirectedHosts.isEmpty)
    }

    /// The source, the same for the same settings.
    package var source: String {
        var lines = ["// Written by resumectl; changes made here are replaced by the next deploy."]
        if let canonicalHost, !redirectedHosts.isEmpty {
            lines.append("const canonicalHost = \(Self.literal(canonicalHost));")
            lines.append("const redirectedHosts = [\(redirectedHosts.map(Self.literal).joined(separator: ", "))];")
            lines.append(Self.queryText)
        }
        lines.append("function handler(event) {")
        lines.append("    const request = event.request;")
        if canonicalHost != nil, !redirectedHosts.isEmpty { lines.append(Self.redirect) }
        if let indexDocument {
            lines.append("    const indexDocument = \(Self.literal(indexDocument));")
            lines.append(Self.rewrite)
        }
        lines.append("    return request;")
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    private static let queryText = """
        function queryText(querystring) {
            const parts = [];
            for (var name in querystring) {
                const values = querystring[name].multiValue || [querystring[name]];
                for (let i = 0; i < values.length; i++) {
                    parts.push(values[i].value === '' ? name : name + '=' + values[i].value);
                }
            }
            return parts.length === 0 ? '' : '?' + parts.join('&');
        }
        """

    private static let redirect = """
            const host = request.headers.host ? request.headers.host.value.toLowerCase() : '';
            if (redirectedHosts.indexOf(host) !== -1) {
                return {
                    statusCode: 301,
                    statusDescription: 'Moved Permanently',
                    headers: {
                        'location': { value: 'https://' + canonicalHost + request.uri + queryText(request.querystring) },
                        'cache-control': { value: '\(redirectCacheControl)' }
                    }
                };
            }
        """

    private static let rewrite = """
            const uri = request.uri;
            if (uri.charAt(uri.length - 1) === '/') {
                request.uri = uri + indexDocument;
            } else if (uri.substring(uri.lastIndexOf('/') + 1).indexOf('.') === -1) {
                request.uri = uri + '/' + indexDocument;
            }
        """

    private static func literal(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "'": "\\'"
            case "\\": "\\\\"
            case " "..."~": String(scalar)
            default: scalar.utf16.map { "\\u" + hex($0) }.joined()
            }
        }
        return "'\(escaped.joined())'"
    }

    private static func hex(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
