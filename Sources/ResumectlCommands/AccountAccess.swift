// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSSigning
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Whose account a command works in, as whom, in which region, and where each of that comes from.
struct AccountAccess {
    let configuration: AWSConfiguration
    let clients: AWSClients
    let identity: CallerIdentity
    /// The credentials that the identity was asked with.
    let credentials: TimedCredentials
    let region: String
    let regionOrigin: String

    /// The partition that the region is in.
    var partition: AWSPartition { AWSPartition.of(region: region) }
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
        let configuration: AWSConfiguration
        let transport: any HTTPTransport
        do {
            configuration = try AWSConfiguration(
                choices: AWSConfiguration.Choices(
                    profile: global.profile, region: global.region ?? configured?.region,
                    regionOrigin: global.region == nil ? configured?.file ?? "" : "--region",
                    endpointURL: global.endpointURL),
                environment: context.environment)
            transport = try context.makeTransport()
        } catch let error as HTTPTransportError {
            throw Self.unusable(error.message)
        } catch {
            throw Self.unusable("\(error)")
        }
        let console = context.console
        let observer: @Sendable (AWSCallEvent) -> Void = { console.line(console.style.dim("debug: \($0)")) }
        let clients = AWSClients.standard(
            configuration: configuration, environment: context.environment, transport: transport,
            userAgent: "resumectl/\(Version.current)", runnerRole: configured?.role, askCode: context.askCode,
            observe: global.debug ? observer : nil)
        let region = configuration.region ?? "us-east-1"
        let credentials = try await clients.credentials.currentCredentials()
        let identity = try await STSClient(caller: clients.caller(for: .sts, region: region)).callerIdentity()
        return AccountAccess(
            configuration: configuration, clients: clients, identity: identity, credentials: credentials,
            region: region, regionOrigin: configuration.regionOrigin ?? "the default")
    }

    private static func unusable(_ detail: String) -> DeployError {
        DeployError(
            code: "aws-configuration", summary: "The AWS configuration cannot be used", detail: detail,
            kind: .configuration)
    }

    /// What is dangerous about the credentials.
    func warnings(in context: CommandContext) -> [AccessWarning] {
        AccessWarning.all(
            kind: kind, isLongLived: credentials.credentials.sessionToken == nil,
            source: credentials.source, isCI: AccessWarning.isCI(context.environment))
    }
}
