// SPDX-License-Identifier: Apache-2.0

internal import SiteConfig

/// What a site's configuration says about the account to work in.
struct SiteChoices {
    /// `region:`, if there is one.
    var region: String?
    /// `role:`, if there is one.
    var role: String?
    /// The file that says so.
    var file: String

    /// Takes them out of a configuration.
    init(_ config: SiteConfig) {
        region = config.region
        role = config.role
        file = config.file
    }
}
