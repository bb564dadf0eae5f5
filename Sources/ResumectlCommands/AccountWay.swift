// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSSigning
internal import Reconcile

/// The way to the services of an account, before AWS has said which account it is.
struct AccountWay {
    let configuration: AWSConfiguration
    let clients: AWSClients
    /// The credentials to begin with.
    let credentials: TimedCredentials
    let region: String
    let regionOrigin: String

    /// The partition that the region is in.
    var partition: AWSPartition { AWSPartition.of(region: region) }

    /// The account that the credentials are likely to be of; `nil` when they do not tell.
    var likelyAccount: String? {
        // How AWS writes it into keys is known of its main partition.
        credentials.accountID
            ?? (partition.id == "aws" ? AccessKeyAccount.number(in: credentials.credentials.accessKeyID) : nil)
    }

    /// Gets credentials.
    ///
    /// - Parameters:
    ///   - global: What the user chose.
    ///   - configured: What the site's configuration says; `nil` for none.
    ///   - context: The outside world.
    /// - Returns: The way to the account's services.
    /// - Throws: `DeployError` for values that cannot be used, or `CredentialsError`.
    static func open(
        _ global: GlobalOptions, configured: SiteChoices?, in context: CommandContext
    ) async throws -> AccountWay {
        let configuration: AWSConfiguration
        let clients: AWSClients
        do {
            configuration = try AWSConfiguration(
                choices: AWSConfiguration.Choices(
                    profile: global.profile, region: global.region ?? configured?.region,
                    regionOrigin: global.region == nil ? configured?.file ?? "" : "--region",
                    endpointURL: global.endpointURL),
                environment: context.environment)
            let requests = context.requests
            let observer: @Sendable (AWSCallEvent) -> Void = { requests.add($0) }
            func make() throws -> AWSClients {
                AWSClients.standard(
                    configuration: configuration, environment: context.environment,
                    transport: try context.makeTransport(configuration.shared),
                    userAgent: "resumectl/\(Version.current)",
                    runnerRole: configured?.role, askCode: context.askCode, observe: global.debug ? observer : nil)
            }
            clients =
                try context.shared?.clients(role: configured?.role, configuration: configuration, make: make) ?? make()
        } catch let error as HTTPTransportError {
            throw Self.unusable(error.message)
        } catch {
            throw Self.unusable("\(error)")
        }
        return AccountWay(
            configuration: configuration, clients: clients,
            credentials: try await clients.credentials.currentCredentials(),
            region: configuration.region ?? "us-east-1",
            regionOrigin: configuration.regionOrigin ?? "the default")
    }

    private static func unusable(_ detail: String) -> DeployError {
        DeployError(
            code: .awsConfiguration, summary: "The AWS configuration cannot be used", detail: detail,
            kind: .configuration)
    }

    /// Asks AWS whose the credentials are.
    ///
    /// - Returns: The account, and the way to its services.
    /// - Throws: What the request throws.
    func identify() async throws -> AccountAccess {
        AccountAccess(
            way: self, identity: try await STSClient(caller: clients.caller(for: .sts, region: region)).callerIdentity()
        )
    }
}
