// SPDX-License-Identifier: Apache-2.0

/// A validated configuration: everything that `resumectl` needs to know about a site, defaults filled in.
///
/// `ConfigLoader` makes it from a file. `docs/configuration.md` describes every key.
package struct SiteConfig: Sendable, Equatable {
    /// The effective name, 2-32 characters; with an environment `<name>-<environment>` unless its overlay names it.
    package var name: String
    /// The configuration file's path as given by the user.
    package var file: String
    /// The environment chosen, `nil` for the file's base.
    package var environment: String?
    /// The AWS region; `nil` leaves it to the AWS environment and then to us-east-1.
    package var region: String?
    /// The account that the site belongs to, twelve digits; `nil` leaves it to the credentials.
    package var account: String?
    /// The ARN of the role that a run in GitHub Actions takes on; `nil` leaves it to `AWS_ROLE_ARN`.
    package var role: String?
    /// The site's domain, lower-case and without a trailing dot; `nil`: CloudFront's own domain name.
    package var domain: String?
    /// Further names that redirect to `domain`, in file order; empty without a domain.
    package var aliases: [String]
    /// The DNS settings; `nil` exactly when `domain` is.
    package var dns: DNS?
    /// The folder to publish and how.
    package var site: Site
    /// Settings of the CloudFront distribution.
    package var cdn: CDN
    /// The counter function and its API; `nil`: the site has none.
    package var counter: Counter?
    /// The user's own tags, for every resource that takes tags; at most `tagLimit`.
    package var tags: [String: String]
    /// The resource names that the user fixed.
    package var names: Names
    /// Where the values were written; never makes two configurations different.
    package var sources: SourceMap

    /// The most tags a configuration may set: AWS takes 50 on a resource, the rest is left for resumectl's own.
    package static let tagLimit = 40

    /// Makes a configuration from values that are valid already; tests use it, files go through `ConfigLoader`.
    package init(
        name: String,
        file: String = "resume.yaml",
        environment: String? = nil,
        region: String? = nil,
        account: String? = nil,
        role: String? = nil,
        domain: String? = nil,
        aliases: [String] = [],
        dns: DNS? = nil,
        site: Site,
        cdn: CDN = CDN(),
        counter: Counter? = nil,
        tags: [String: String] = [:],
        names: Names = Names(),
        sources: SourceMap = SourceMap()
    ) {
        self.name = name
        self.file = file
        self.environment = environment
        self.region = region
        self.account = account
        self.role = role
        self.domain = domain
        self.aliases = aliases
        self.dns = dns
        self.site = site
        self.cdn = cdn
        self.counter = counter
        self.tags = tags
        self.names = names
        self.sources = sources
    }

    /// The domain and its aliases, the domain first; empty without a domain.
    package var siteNames: [String] { [domain].compactMap { $0 } + aliases }

    /// Whether the domain's records are kept elsewhere than in Route 53.
    package var hasExternalDNS: Bool { dns?.isExternal == true }

    /// The position of the value that the file gives for a key path such as `site.path`, `aliases[0]` or
    /// `counter.environment.LEVEL`; `nil` when the file leaves the key out. Values from an overlay have the
    /// overlay's position under the path without `environments.<name>`.
    package func position(of keyPath: String) -> SourcePosition? {
        sources[keyPath]
    }

    /// The position of the value at a key path or, when the file leaves it out, of the nearest key around it; the
    /// whole file when there is none.
    package func closestPosition(of keyPath: String) -> SourcePosition {
        var path = Substring(keyPath)
        while true {
            if let found = sources[String(path)] { return found }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return .wholeFile(file) }
            path = path[..<cut]
        }
    }
}
