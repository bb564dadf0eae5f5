// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import SiteConfig

/// Whether the world finds a zone: the name servers that public DNS names for it, next to the zone's own.
package enum Delegation {
    /// Whether name servers lead to a zone: there are some, and all of them are the zone's. A few may be missing.
    ///
    /// | Live | Zone | Leads there |
    /// |---|---|---|
    /// | a, b, c, d | a, b, c, d | yes |
    /// | a, b | a, b, c, d | yes |
    /// | a, x | a, b, c, d | no: the answer depends on who is asked |
    /// | none | a, b, c, d | no |
    package static func leads(_ live: [String], to servers: [String]) -> Bool {
        !live.isEmpty && Set(live.map(DNSName.normalized)).isSubset(of: servers.map(DNSName.normalized))
    }

    /// Where a zone's name servers have to be entered, and which.
    ///
    /// - Parameters:
    ///   - zone: The zone's name.
    ///   - servers: Its name servers.
    /// - Returns: Sentences and a list, a line each.
    package static func instructions(_ zone: String, servers: [String]) -> String {
        let apex = DomainName.apex(of: zone)
        let place =
            zone == apex
            ? "Where you bought \(zone) (the registrar), enter these name servers in place of all others:"
            : "Where the DNS of \(apex) is kept, enter NS records for \(zone) with these name servers:"
        return place + servers.map { "\n    \($0)" }.joined()
    }
}
