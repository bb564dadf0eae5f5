// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSSigning
internal import AWSWire
package import ArgumentParser
internal import SiteConfig

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Shows whose account would be used, as whom, and where that comes from.
package struct WhoamiCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "Show which account, identity and region would be used, and why.",
        discussion: """
            Needs no permission in the account and no configuration file; if there is one, its region, account and role count. \
            Warns about keys of the root user, and in CI about keys that never expire.

            Examples:
              resumectl whoami
              resumectl whoami --profile work
              resumectl whoami --json
            """)

    @OptionGroup package var global: GlobalOptions

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let configured = try configured(in: context)
        let access = try await AccountAccess.open(global, configured: configured, in: context)
        WhoamiReport(access: access, now: context.environment.now()).show(on: context)
        access.warnings(in: context).forEach { $0.show(on: context) }
        if let configured, let account = configured.account, account != access.identity.account {
            AccessWarning(
                code: .otherAccount,
                message: "\(configured.file) has account \(account), so with these credentials nothing would be done. "
                    + "Choose others, such as a profile: --profile NAME."
            ).show(on: context)
        }
        return .done
    }

    /// The region of the configuration file. A broken file is no obstacle unless the user named it.
    private func configured(in context: CommandContext) throws -> SiteChoices? {
        guard Session.configPathIfPresent(global, in: context) != nil else { return nil }
        do {
            // --region may be one that no site can be in.
            var global = global
            global.region = nil
            return SiteChoices(try Session.loadConfig(global, in: context))
        } catch let error as ConfigError where global.config == nil && global.environment == nil {
            let place = error.diagnostics.first.map { "\($0.position)" } ?? "the configuration"
            AccessWarning(
                code: .configurationNotRead,
                message:
                    "\(place) has a mistake, so its region, account and role do not count. Run `resumectl validate`."
            ).show(on: context)
            return nil
        }
    }
}

/// What `whoami` shows.
struct WhoamiReport {
    let access: AccountAccess
    let now: Date

    func show(on context: CommandContext) {
        let access = access
        context.record(IdentityRecord(access))
        guard !context.usesJSON else { return }
        func row(_ name: String, _ value: String) {
            context.console.result(name + String(repeating: " ", count: max(1, 14 - name.count)) + value)
        }
        row("Identity", access.kind.inWords)
        row("ARN", access.identity.arn)
        row("Account", "\(access.identity.account) (from AWS, for these credentials)")
        row("Region", "\(access.region) (from \(access.regionOrigin))")
        row("Partition", "\(access.partition.id) (from the region)")
        row("Credentials", access.credentials.source)
        if let origin = access.configuration.profileOrigin {
            row("Profile", "\(access.configuration.profileName) (from \(origin))")
        }
        row("Expire", expiry)
        if let url = access.configuration.endpointOverride(for: .sts) { row("Asked", "\(url), not AWS itself") }
    }

    /// When the credentials end, for people.
    private var expiry: String {
        guard let end = access.credentials.expiresAt else {
            return access.credentials.credentials.sessionToken == nil
                ? "never: long-lived keys" : "at a time that only AWS knows"
        }
        let minutes = Int(max(0, end.timeIntervalSince(now)) / 60)
        let words = minutes >= 120 ? "\(minutes / 60) h \(minutes % 60) min" : "\(minutes) min"
        return "\(AWSTimestamp.formatISO8601(end)), in \(words)"
    }
}

/// The identity as a JSON record.
private struct IdentityRecord: Encodable {
    let type = "identity"
    let kind: String
    let description: String
    let arn: String
    let userID: String
    let account: String
    let partition: String
    let region: String
    let regionSource: String
    let credentialsSource: String
    let accessKeyID: String
    let profile: String?
    let profileSource: String?
    let expiresAt: String?
    let longLived: Bool
    let endpoint: String?

    init(_ access: AccountAccess) {
        kind = access.kind.word
        description = access.kind.inWords
        arn = access.identity.arn
        userID = access.identity.userID
        account = access.identity.account
        partition = access.partition.id
        region = access.region
        regionSource = access.regionOrigin
        credentialsSource = access.credentials.source
        accessKeyID = access.credentials.credentials.accessKeyID
        profileSource = access.configuration.profileOrigin
        profile = profileSource == nil ? nil : access.configuration.profileName
        expiresAt = access.credentials.expiresAt.map { AWSTimestamp.formatISO8601($0) }
        longLived = access.credentials.credentials.sessionToken == nil
        endpoint = access.configuration.endpointOverride(for: .sts)?.description
    }
}
