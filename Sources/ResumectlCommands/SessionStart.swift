// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// A command's way to AWS before it is known whose account it is: the configuration and the credentials.
struct SessionStart {
    let config: SiteConfig
    let way: AccountWay
    let clients: SiteClients
    let dns: any DNSResolving
    private let context: CommandContext

    /// Loads the configuration, unless it is loaded, and gets credentials.
    ///
    /// - Throws: `ConfigError`, `CredentialsError` when there are no credentials, `DeployError` for values that cannot be
    ///   used.
    static func open(
        _ global: GlobalOptions, _ loaded: SiteConfig? = nil, in context: CommandContext, needsFiles: Bool = true
    ) async throws -> SessionStart {
        let config = try loaded ?? Session.loadConfig(global, in: context)
        if needsFiles {
            let missing = config.checkFiles()
            guard missing.isEmpty else { throw ConfigError(diagnostics: missing) }
        }
        try checkRequestTimeout(in: context)
        let way = try await AccountWay.open(global, configured: SiteChoices(config), in: context)
        try PartitionSupport.check(region: way.region, origin: way.regionOrigin, configFile: config.file)
        return SessionStart(
            config: config, way: way, clients: clients(way),
            dns: context.makeDNS(global.endpointURL ?? context.environment.variables["AWS_ENDPOINT_URL"]),
            context: context)
    }

    private static func checkRequestTimeout(in context: CommandContext) throws {
        guard let text = context.environment[RequestTimeout.variable], RequestTimeout(text) == nil else { return }
        throw DeployError(
            code: .awsConfiguration, summary: "\(RequestTimeout.variable) cannot be used",
            detail: "'\(text)' is not a number of seconds from 0.1 to 86400.",
            hint: "Give the seconds that one attempt of a request may take, such as 90.", kind: .configuration)
    }

    private static func clients(_ way: AccountWay) -> SiteClients {
        let (base, region) = (way.clients, way.region)
        // Certificates for CloudFront live in the partition's main region, whatever the site's region is.
        let main = way.partition.mainRegion
        return SiteClients(
            s3: S3Client(caller: base.caller(for: .s3, region: region)),
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

    /// Asks AWS whose account it is, and tells the user.
    ///
    /// - Throws: What the request throws; `DeployError` when the site belongs to another account.
    func identify() async throws -> Session {
        let access = try await way.identify()
        if let account = config.account, access.identity.account != account {
            throw DeployError(
                code: .wrongAccount, summary: "These are credentials of another account",
                detail: "\(config.closestPosition(of: "account")) has account \(account). The credentials "
                    + "(\(access.credentials.source)) are of account \(access.identity.account): "
                    + "\(access.identity.arn)",
                hint: "Choose other credentials, such as a profile:\n    resumectl <command> --profile NAME",
                kind: .configuration)
        }
        if !context.usesJSON {
            context.console.info(
                context.console.style.dim(
                    "Account \(access.identity.account), region \(access.region) (from \(access.regionOrigin))."))
        }
        return Session(start: self, access: access)
    }

    /// The site's deployer in an account, whose events go to where the user looks.
    ///
    /// - Throws: `DeployError` when the function's folder cannot be packed, or an option is wrong.
    func deployer(
        in account: AWSAccount, _ planning: PlanningOptions? = nil, needsFiles: Bool = true, claim: FilesClaim? = nil
    ) throws -> SiteDeployer {
        do {
            return try SiteDeployer(
                config: config, account: account, clients: clients,
                options: .init(
                    maximumDeletes: planning?.maxDeletes ?? 256,
                    adopted: Set((planning?.adopt ?? []).map { ResourceAddress($0) }),
                    replaced: try RecordReference.parse(planning?.replaceRecord ?? [], names: config.siteNames),
                    patience: context.patience, dns: dns, filesClaim: claim),
                needsFiles: needsFiles, events: context.eventSink())
        } catch let problems as SiteProblems {
            throw DeployError(problems: problems)
        }
    }

    /// Reads the live account and asks whose it is, both at the same time.
    ///
    /// The configuration may tell the account, and credentials mostly do (`AccessKeyAccount`); then what has its number
    /// in its name is read at once too. Only what AWS answers is believed: should it be another account than the
    /// credentials told, everything is read again.
    ///
    /// - Parameters:
    ///   - planning: What the user chose for the plan; `nil` for everything as it is by default.
    ///   - needsFiles: Whether the site's and the function's folders are read.
    ///   - claim: Claims the files meanwhile, once AWS has confirmed the account; `nil` when nothing may be written.
    /// - Returns: The session, its deployer, and the stack as it is.
    /// - Throws: What asking for the account throws, else `ReadFailure`; `DeployError` when an option is wrong.
    func observe(
        _ planning: PlanningOptions? = nil, needsFiles: Bool = true, claim: FilesClaim? = nil
    ) async throws -> (session: Session, deployer: SiteDeployer, stack: ObservedStack) {
        let unknown = AWSAccount.unknown(partition: way.partition.id, region: way.region)
        let deployer = try deployer(in: unknown, planning, needsFiles: needsFiles, claim: claim)
        guard let told = config.account ?? way.likelyAccount, told.utf8.count == 12, told.allSatisfy(\.isNumber)
        else {
            let found = try await deployer.observe(planning?.only, files: needsFiles) {
                let session = try await identify(allowing: claim)
                return (session.account, session)
            }
            return (found.identity, found.deployer, found.stack)
        }
        var likely = unknown
        likely.id = told
        async let identified = identify(allowing: claim, in: likely)
        async let read = Result(awaiting: { [likely] in
            try await deployer.observe(planning?.only, files: needsFiles) { (likely, ()) }
        })
        let found = await read
        let session = try await identified
        guard session.account == likely else {
            let found = try await deployer.observe(planning?.only, files: needsFiles) { (session.account, ()) }
            return (session, found.deployer, found.stack)
        }
        return (session, try found.get().deployer, try found.get().stack)
    }

    /// Asks AWS whose account it is, and lets the files be claimed if it is the one that is being read; `nil` for any.
    private func identify(allowing claim: FilesClaim?, in expected: AWSAccount? = nil) async throws -> Session {
        do {
            let session = try await identify()
            await claim?.allow(expected.map { $0 == session.account } ?? true)
            return session
        } catch {
            await claim?.allow(false)
            throw error
        }
    }
}
