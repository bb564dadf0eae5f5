// SPDX-License-Identifier: Apache-2.0

internal import SiteConfig

/// What a site costs in a month, for assumptions that `docs/costs.md` states.
///
/// What AWS gives everybody for nothing, for good, is taken off: CloudFront's first terabyte and 10 million requests,
/// Lambda's first million calls, DynamoDB's first 25 GB, and 5 GB of logs. With these assumptions nothing of that is used
/// up.
struct CostEstimate: Sendable, Equatable {
    /// One of the parts.
    struct Part: Sendable, Equatable {
        let name: String
        let cents: Int
    }

    /// Page views in a month; each calls the counter once.
    static let views = 10_000
    /// Gigabytes sent to visitors in a month.
    static let gigabytes = 1
    /// Gigabytes stored.
    private static let stored = 0.1
    /// How many of the files that a view needs are not in CloudFront's caches.
    private static let readsPerView = 1.0
    /// Files sent and lists read by deploys.
    private static let writes = 200.0

    let parts: [Part]

    var cents: Int { parts.reduce(0) { $0 + $1.cents } }

    /// - Parameter config: The site.
    init(_ config: SiteConfig) {
        let views = Double(Self.views)
        var use =
            Self.stored * ListPrices.storageGigabyte + views * Self.readsPerView / 1000 * ListPrices.thousandGets
            + Self.writes / 1000 * ListPrices.thousandPuts
        if config.counter != nil { use += views / 1_000_000 * (ListPrices.millionAPICalls + ListPrices.millionWrites) }
        let hasZone = config.domain != nil && !config.hasExternalDNS
        parts =
            (hasZone ? [Part(name: "the hosted zone", cents: Int(ListPrices.hostedZone * 100))] : [])
            // A part of a cent is a cent.
            + [Part(name: "10,000 views and 1 GB", cents: Int((use * 100).rounded(.up)))]
    }

    /// Where the sum comes from.
    static let basis = "List prices of \(ListPrices.asOf); docs/costs.md has the assumptions"

    /// One line, such as `about 0.53 USD a month: 0.50 for the hosted zone, 0.03 for 10,000 views and 1 GB`.
    var text: String {
        let named = parts.map { "\(Self.dollars($0.cents)) for \($0.name)" }
        let what = parts.count == 1 ? " for \(parts[0].name)" : ": \(named.joined(separator: ", "))"
        return "about \(Self.dollars(cents)) USD a month\(what)"
    }

    static func dollars(_ cents: Int) -> String {
        "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
