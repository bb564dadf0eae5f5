// SPDX-License-Identifier: Apache-2.0

extension SiteConfig {
    /// How the domain's DNS records are kept.
    package struct DNS: Sendable, Equatable {
        /// A hosted zone, named by the user.
        package enum Zone: Sendable, Equatable {
            /// The zone's name, lower-case and without a trailing dot.
            case name(String)
            /// The zone's id without `/hostedzone/`, for example `Z0123456789ABCDEFGHIJ`.
            case id(String)
        }

        /// The Route 53 hosted zone; `nil`: the public zone with the longest name that the domain ends with.
        package var zone: Zone?
        /// Whether a zone that does not exist is created. `zone` is a name then, the domain itself by default.
        package var createZone: Bool
        /// Whether the records are kept elsewhere and entered by hand: Route 53 is not touched then.
        package var isExternal: Bool

        /// What the file says for `isExternal`, in place of the settings.
        package static let externalWord = "external"

        /// Makes DNS settings; the default finds the zone and never creates one.
        package init(zone: Zone? = nil, createZone: Bool = false, isExternal: Bool = false) {
            self.isExternal = isExternal
            self.zone = zone
            self.createZone = createZone
        }
    }
}
