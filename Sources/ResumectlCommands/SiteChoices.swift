// SPDX-License-Identifier: Apache-2.0

internal import SiteConfig

/// What a site's configuration says about the account to work in.
struct SiteChoices {
    /// `region:`, if there is one.
    var region: String?
    /// `account:`, if there is one.
    var account: String?
    /// `role:`, if there is one.
    var role: String?
    /// The file that says so.
    var file: String

    /// Takes them out of a configuration.
    init(_ config: SiteConfig) {
        region = config.region
        account = config.account
        role = config.role
        file = config.file
    }
}
