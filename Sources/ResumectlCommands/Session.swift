// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// One command's way to AWS: the configuration, the credentials and the account behind them.
struct Session {
    let config: SiteConfig
    let account: AWSAccount
    let access: AccountAccess
    let clients: SiteClients
    let dns: any DNSResolving
    private let context: CommandContext

    /// Loads the configuration and finds out whose account it is.
    ///
    /// - Throws: `ConfigError`, `CredentialsError` when there are no credentials, or what the first request throws.
    static func open(_ global: GlobalOptions, in context: CommandContext, needsFiles: Bool = true) async throws
        -> Session
    {
        let config = try loadConfig(global, in: context)
        if needsFiles {
            let missing = config.checkFiles()
            guard missing.isEmpty else { throw ConfigError(diagnostics: missing) }
        }
        try checkRequestTimeout(in: context)
        let access = try await AccountAccess.open(global, configured: SiteChoices(config), in: context)
        try PartitionSupport.check(region: access.region, origin: access.regionOrigin, configFile: config.file)
        if !context.usesJSON {
            context.console.line(
                context.console.style.dim(
                    "Account \(access.identity.account), region \(access.region) (from \(access.regionOrigin))."))
        }
        let partition = access.partition
        return Session(
            config: config,
            account: AWSAccount(id: access.identity.account, partition: partition.id, region: access.region),
            access: access,
            clients: clients(
                access.clients, account: access.identity.account, region: access.region, partition: partition),
            dns: context.makeDNS(global.endpointURL ?? context.environment.variables["AWS_ENDPOINT_URL"]),
            context: context)
    }

    private static func checkRequestTimeout(in context: CommandContext) throws {
        guard let text = context.environment[RequestTimeout.variable], RequestTimeout(text) == nil else { return }
        throw DeployError(
            code: "aws-configuration", summary: "\(RequestTimeout.variable) cannot be used",
            detail: "'\(text)' is no number of seconds from 0.1 to 86400.",
            hint: "Give the seconds that one attempt of a request may take, such as 90.", kind: .configuration)
    }

    private static func clients(
        _ base: AWSClients, account: String, region: String, partition: AWSPartition
    ) -> SiteClients {
        // Certificates for CloudFront live in the partition's main region, whatever the site's region is.
        let main = partition.mainRegion
        return SiteClients(
            s3: S3Client(caller: base.caller(for: .s3, region: region), expectedOwner: account),
            cloudFront: CloudFrontClient(caller: base.caller(for: .cloudFront, region: main)),
            route53: Route53Client(caller: base.caller(for: .route53, region: main)),
            acm: ACMClient(caller: base.caller(for: .acm, region: main)),
            apiGateway: APIGatewayClient(caller: base.caller(for: .apiGateway, region: region)),
            lambda: LambdaClient(caller: base.caller(for: .lambda, region: region)),
            dynamoDB: DynamoDBClient(caller: base.caller(for: .dynamoDB, region: region)),
            iam: IAMClient(caller: base.caller(for: .iam, region: main)),
            logs: LogsClient(caller: base.caller(for: .logs, region: region)),
            globalTagging: TaggingClient(caller: base.caller(for: .tagging, region: main)))
    }

    /// The site's deployer, whose events go to where the user looks.
    func deployer(
        maximumDeletes: Int = 256, adopted: [String] = [], replaced: [String] = [], needsFiles: Bool = true
    ) throws -> SiteDeployer {
        do {
            return try SiteDeployer(
                config: config, account: account, clients: clients,
                options: .init(
                    maximumDeletes: maximumDeletes, adopted: Set(adopted.map { ResourceAddress($0) }),
                    replaced: try RecordReference.parse(replaced, names: config.siteNames), patience: context.patience,
                    dns: dns),
                needsFiles: needsFiles, events: context.eventSink())
        } catch let problems as SiteProblems {
            throw DeployError(problems: problems)
        }
    }

    /// Loads the configuration that the user named, or the one of the current folder.
    static func loadConfig(_ global: GlobalOptions, in context: CommandContext) throws -> SiteConfig {
        try ConfigLoader.load(
            path: try configPath(global, in: context), environment: global.environment, region: global.region)
    }

    private static let candidates = ["resume.yaml", "resume.yml", "config/resume.yaml", "config/resume.yml"]

    /// The configuration file that the user named, or the one of the current folder; `nil` when there is none.
    static func configPathIfPresent(_ global: GlobalOptions, in context: CommandContext) -> String? {
        global.config
            ?? candidates.first {
                FileManager.default.fileExists(atPath: "\(context.workingDirectory)/\($0)")
            }
    }

    private static func configPath(_ global: GlobalOptions, in context: CommandContext) throws -> String {
        if let path = configPathIfPresent(global, in: context) { return path }
        throw DeployError(
            code: "no-configuration", summary: "There is no configuration file here",
            detail: "Looked for \(candidates.joined(separator: ", ")) in \(context.workingDirectory).",
            hint: "Name one:\n    resumectl <command> -c path/to/resume.yaml", kind: .configuration)
    }
}

extension CommandContext {
    /// Takes the events of a run to the screen or to JSON.
    func eventSink() -> @Sendable (ReconcileEvent) -> Void {
        if usesJSON {
            let json = json
            return { event in
                if let record = ProgressRecord(event) { json.write(record) }
            }
        }
        return ProgressText(console: console, now: now).show
    }
}
