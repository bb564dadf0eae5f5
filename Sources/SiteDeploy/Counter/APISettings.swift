// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig

/// What the API's rules of CORS shall be: none behind CloudFront, where page and API share their origin, else just the
/// site's own origins.
struct APISettings: Sendable {
    private enum Origins: Sendable {
        case none
        case names([String])
        /// The site has only CloudFront's own name.
        case distribution
    }

    private static let methods = ["GET", "POST"]
    private static let headers = ["content-type"]
    /// A day, the longest that AWS takes.
    private static let maxAge = 86_400

    private let origins: Origins

    init(config: SiteConfig, counter: SiteConfig.Counter) {
        switch (counter.exposure, config.domain) {
        case (.cloudfront, _): origins = .none
        case (.direct, let domain?): origins = .names([domain] + config.aliases)
        case (.direct, nil): origins = .distribution
        }
    }

    /// Whether the distribution's name must be known first.
    var needsDistribution: Bool {
        if case .distribution = origins { true } else { false }
    }

    /// The rules to send; `nil` for none.
    ///
    /// - Throws: `DeployError` with code `missing-input` when the distribution's name is not known.
    func cors(_ inputs: Outputs) throws -> CORSConfiguration? {
        let hosts: [String]
        switch origins {
        case .none: return nil
        case .names(let names): hosts = names
        case .distribution: hosts = [try inputs.require(DistributionResource.domainName)]
        }
        return CORSConfiguration(
            allowOrigins: hosts.map { "https://\($0)" }, allowMethods: Self.methods, allowHeaders: Self.headers,
            maxAge: Self.maxAge)
    }

    /// Compares live rules with the desired ones; the order of a list and the case of names do not count.
    func corsDifferences(live: CORSConfiguration?, inputs: Outputs) -> PropertyComparison {
        var comparison = PropertyComparison()
        let hosts: [String]?
        switch origins {
        case .none:
            if let live { comparison.note("cors", old: live.allowOrigins.joined(separator: ", "), new: .removed) }
            return comparison
        case .names(let names): hosts = names
        case .distribution: hosts = inputs[DistributionResource.domainName].map { [$0] }
        }
        comparison.compare(
            "cors.allowOrigins", live: live.map { Self.sorted($0.allowOrigins) },
            reference: hosts.map { Self.sorted($0.map { "https://\($0)" }) })
        comparison.compare(
            "cors.allowMethods", live: live.map { $0.allowMethods.map { $0.uppercased() }.sorted() },
            desired: Self.methods)
        comparison.compare("cors.allowHeaders", live: live.map { Self.sorted($0.allowHeaders) }, desired: Self.headers)
        comparison.compare("cors.maxAge", live: live.map { $0.maxAge ?? 0 }, desired: Self.maxAge)
        if let live {
            comparison.compare("cors.exposeHeaders", live: Self.sorted(live.exposeHeaders), desired: [String]())
            comparison.compare("cors.allowCredentials", live: live.allowCredentials, desired: false)
        }
        return comparison
    }

    private static func sorted(_ names: [String]) -> [String] {
        names.map { $0.lowercased() }.sorted()
    }
}
