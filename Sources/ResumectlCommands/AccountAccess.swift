// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSSigning

/// Whose account a command works in, as whom, in which region, and where each of that comes from.
struct AccountAccess {
    let way: AccountWay
    let identity: CallerIdentity

    var configuration: AWSConfiguration { way.configuration }
    var clients: AWSClients { way.clients }
    var credentials: TimedCredentials { way.credentials }
    var region: String { way.region }
    var regionOrigin: String { way.regionOrigin }
    /// The partition that the region is in.
    var partition: AWSPartition { way.partition }
    /// What kind of identity it is.
    var kind: CallerKind { CallerKind(arn: identity.arn) }

    /// Gets credentials and asks AWS whose they are.
    ///
    /// - Parameters:
    ///   - global: What the user chose.
    ///   - configured: What the site's configuration says; `nil` for none.
    ///   - context: The outside world.
    /// - Returns: The account, and the way to its services.
    /// - Throws: `DeployError` for values that cannot be used, `CredentialsError`, or what the first request throws.
    static func open(
        _ global: GlobalOptions, configured: SiteChoices?, in context: CommandContext
    ) async throws -> AccountAccess {
        try await AccountWay.open(global, configured: configured, in: context).identify()
    }

    /// What is dangerous about the credentials.
    func warnings(in context: CommandContext) -> [AccessWarning] {
        AccessWarning.all(
            kind: kind, isLongLived: credentials.credentials.sessionToken == nil,
            source: credentials.source, isCI: AccessWarning.isCI(context.environment))
    }
}
