// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import Reconcile
package import SiteConfig

/// What a policy is made for.
package struct AccessScope: Sendable {
    /// What the live account tells; a policy that is made without looking is a little wider.
    package struct Live: Sendable, Equatable {
        /// The ids of the hosted zones that hold the site's names.
        package var zoneIDs: [String]
        /// Names that the site has no longer, and whose records and certificates are still to be removed.
        package var formerNames: [String]
        /// Whether resumectl created a zone.
        package var ownsZone: Bool
        /// Whether some name has no zone yet.
        package var lacksZone: Bool

        package init(
            zoneIDs: [String] = [], formerNames: [String] = [], ownsZone: Bool = false, lacksZone: Bool = false
        ) {
            self.zoneIDs = zoneIDs
            self.formerNames = formerNames
            self.ownsZone = ownsZone
            self.lacksZone = lacksZone
        }
    }

    package let config: SiteConfig
    package let account: AWSAccount
    /// `nil` when nobody has looked.
    package let live: Live?
    /// Whether a destroy takes the counter's table along.
    package let deletesData: Bool

    /// - Parameters:
    ///   - config: The site.
    ///   - account: Where it lives, or will live.
    ///   - live: What the live account tells; `nil` when nobody has looked.
    ///   - deletesData: Whether a destroy takes the counter's table along.
    package init(config: SiteConfig, account: AWSAccount, live: Live? = nil, deletesData: Bool = false) {
        self.config = config
        self.account = account
        self.live = live
        self.deletesData = deletesData
    }

    /// The names of the site, the domain first; empty without a domain.
    var names: [String] { config.siteNames }

    /// The names whose certificates and records a deploy may have to do with.
    var allNames: [String] { names + (live?.formerNames ?? []).filter { !names.contains($0) } }

    /// Whether the domain's half has anything to do.
    var hasNames: Bool { !allNames.isEmpty }

    /// Whether zones are looked for by the names in them: a zone that is named by its id holds all but former names.
    var searchesZones: Bool {
        guard case .id? = config.dns?.zone, let live else { return true }
        return !live.formerNames.isEmpty
    }

    /// Whether Route 53 has anything to do: the DNS may be elsewhere.
    var hasRoute53: Bool { hasNames && !config.hasExternalDNS }

    var hasCounter: Bool { config.counter != nil }

    /// Whether page and API have an origin each, which needs rules of CORS.
    var hasDirectAPI: Bool { config.counter?.exposure == .direct }

    /// Whether the viewer-request function has anything to do.
    var hasEdgeFunction: Bool { EdgeFunctionCode(for: config).isNeeded }

    /// Whether the hosted zone is resumectl's to create, to tag and to delete.
    var ownsZone: Bool { config.dns?.createZone == true || live?.ownsZone == true }
}

extension AccessScope.Live {
    /// What the outputs of a live stack tell.
    ///
    /// - Parameters:
    ///   - outputs: The outputs of a stack of which at least the part `dns` was read.
    ///   - config: The site.
    package init(outputs: Outputs, config: SiteConfig) {
        let names = config.siteNames
        let zones = outputs[HostedZoneResource.zones] ?? []
        let served = outputs[DistributionResource.aliases] ?? []
        let retired = (outputs[CertificateResource.retired] ?? []).flatMap(\.names)
        self.init(
            zoneIDs: zones.map(\.id.rawValue).sorted(),
            formerNames: Set(served + retired).subtracting(names).sorted(),
            ownsZone: zones.contains(where: \.isOurs),
            lacksZone: names.contains { name in !zones.contains { $0.holds(name) } })
    }
}
