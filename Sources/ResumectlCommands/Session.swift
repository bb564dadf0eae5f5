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
    let identity: CallerIdentity
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
        let aws: AWSConfiguration
        do {
            aws = try AWSConfiguration(
                choices: AWSConfiguration.Choices(
                    profile: global.profile, region: global.region ?? config.region, endpointURL: global.endpointURL),
                environment: context.environment)
        } catch {
            throw DeployError(
                code: "aws-configuration", summary: "The AWS configuration cannot be used", detail: "\(error)",
                kind: .configuration)
        }
        let console = context.console
        let debug = global.debug
        let observer: @Sendable (AWSCallEvent) -> Void = { console.line(console.style.dim("debug: \($0)")) }
        let base = AWSClients.standard(
            configuration: aws, environment: context.environment, transport: try context.makeTransport(),
            userAgent: "resumectl/\(Version.current)", runnerRole: config.role, askCode: context.askCode,
            observe: debug ? observer : nil)
        let region = aws.region ?? "us-east-1"
        let partition = AWSPartition.of(region: region)
        guard partition == .aws else {
            throw DeployError(
                code: "unsupported-partition", summary: "resumectl works in AWS's commercial regions only",
                detail: "\(region) (from \(aws.regionOrigin ?? "the default"))",
                hint: "Choose a region such as us-east-1 with region: in \(config.file).", kind: .configuration)
        }
        let identity = try await STSClient(caller: base.caller(for: .sts, region: region)).callerIdentity()
        if !context.usesJSON {
            let origin = global.region == nil && config.region != nil ? config.file : aws.regionOrigin ?? "the default"
            console.line(console.style.dim("Account \(identity.account), region \(region) (from \(origin))."))
        }
        return Session(
            config: config, account: AWSAccount(id: identity.account, partition: partition.id, region: region),
            identity: identity, clients: clients(base, account: identity.account, region: region, partition: partition),
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

    private static func configPath(_ global: GlobalOptions, in context: CommandContext) throws -> String {
        if let path = global.config { return path }
        let candidates = ["resume.yaml", "resume.yml", "config/resume.yaml", "config/resume.yml"]
        for candidate in candidates
        where FileManager.default.fileExists(atPath: "\(context.workingDirectory)/\(candidate)") {
            return candidate
        }
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
