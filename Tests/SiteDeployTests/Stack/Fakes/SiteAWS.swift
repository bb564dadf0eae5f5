// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Synchronization

@testable import SiteDeploy

/// The services of the site's half, and contexts that use them.
struct SiteAWS: Sendable {
    static let account = AWSAccount(id: "123456789012", partition: "aws", region: "eu-west-1")
    static let ourTags = [Ownership.tagKey: "resume"]
    static let mark = "resumectl:site=resume"
    static let bucketHost = "resume-123456789012-eu-west-1.s3.eu-west-1.amazonaws.com"

    let lifeline = Lifeline()
    let time = ManualTime()
    let s3: WireService<BucketBackend>
    let cloudFront: WireService<CloudFrontBackend>
    let route53: WireService<ZoneBackend>
    let acm: WireService<CertificateBackend>
    let tagging: WireService<TagIndexBackend>

    init() {
        s3 = WireService(BucketBackend(), lifeline: lifeline)
        cloudFront = WireService(CloudFrontBackend(), lifeline: lifeline)
        route53 = WireService(ZoneBackend(), lifeline: lifeline)
        acm = WireService(CertificateBackend(), lifeline: lifeline)
        tagging = WireService(TagIndexBackend(), lifeline: lifeline)
    }

    /// The services with a public zone for `example.com`.
    static func withZone() async -> SiteAWS {
        let aws = SiteAWS()
        await aws.route53.edit { $0.zones["Z1"] = ZoneBackend.Zone("example.com") }
        return aws
    }

    /// A context for the site `resume`.
    func context(
        _ config: SiteConfig = .resume(), adopting: Set<ResourceAddress> = [], replacing: Set<RecordReference> = [],
        dns: any DNSResolving = UnknownDNS(reason: "there is no DNS in this test")
    ) -> StackContext {
        StackContext(
            config: config, account: Self.account,
            clients: SiteClients(
                s3: S3Client(caller: s3), cloudFront: CloudFrontClient(caller: cloudFront),
                route53: Route53Client(caller: route53), acm: ACMClient(caller: acm),
                apiGateway: APIGatewayClient(caller: UnexpectedService(service: .apiGateway)),
                lambda: LambdaClient(caller: UnexpectedService(service: .lambda)),
                dynamoDB: DynamoDBClient(caller: UnexpectedService(service: .dynamoDB)),
                iam: IAMClient(caller: UnexpectedService(service: .iam)),
                logs: LogsClient(caller: UnexpectedService(service: .logs)),
                globalTagging: TaggingClient(caller: tagging)),
            adopted: adopting, patience: time.patience, replaced: replacing, dns: dns)
    }

    func bucketName(_ config: SiteConfig = .resume()) throws -> BucketName {
        try BucketName(rawValue: context(config).bucketName).orThrow(Refusal(code: "InvalidBucketName"))
    }

    /// All write operations since the last time, service by service.
    func takeWrites() async -> [String] {
        await s3.takeWrites() + cloudFront.takeWrites() + route53.takeWrites() + acm.takeWrites()
    }

    /// Lets the index of tags catch up with the certificates.
    func indexCertificates() async {
        let tags = await acm.backend.certificates.mapValues(\.tags)
        await tagging.edit { $0.resources = tags }
    }

    // MARK: Whole runs

    /// Everything of a site but its files and its counter.
    func reconciler(
        _ config: SiteConfig = .resume(), adopting: Set<ResourceAddress> = [], log: RunLog = RunLog()
    ) throws -> Reconciler {
        let stack = SiteStack(
            context: context(config, adopting: adopting), bucket: try bucketName(config), code: nil, notFoundPath: nil,
            maximumDeletes: 256)
        let ofFiles = [SiteFilesResource.address, InvalidationResource.address]
        return try Reconciler(
            resources: stack.resources.filter { $0.group != .counter && !ofFiles.contains($0.address) },
            describe: { error, _ in DeployError(describing: error) }, events: log.take)
    }

    func plan(_ config: SiteConfig = .resume(), adopting: Set<ResourceAddress> = []) async throws -> Plan {
        try await reconciler(config, adopting: adopting).observe().plan()
    }

    @discardableResult
    func deploy(
        _ config: SiteConfig = .resume(), adopting: Set<ResourceAddress> = [], log: RunLog = RunLog()
    ) async throws -> RunResult {
        let observed = try await reconciler(config, adopting: adopting, log: log).observe()
        return await observed.apply(try observed.plan())
    }

    @discardableResult
    func destroy(_ config: SiteConfig = .resume()) async throws -> RunResult {
        let observed = try await reconciler(config).observe()
        return await observed.destroy(try observed.planDestroy(DestroyOptions(deleteData: true)))
    }
}

extension SiteConfig {
    /// A site `resume` without a counter.
    static func resume(
        domain: String? = "example.com", aliases: [String] = ["www.example.com"], dns: DNS? = nil,
        tags: [String: String] = [:]
    ) -> SiteConfig {
        SiteConfig(
            name: "resume", domain: domain, aliases: domain == nil ? [] : aliases, dns: dns, site: Site(path: "/site"),
            tags: tags)
    }

    /// The site without a domain.
    static var bare: SiteConfig { resume(domain: nil) }
}

/// What the steps of a whole run say.
final class RunLog: Sendable {
    private let entries = Mutex<[String]>([])

    var texts: [String] { entries.withLock { $0 } }

    @Sendable func take(_ event: ReconcileEvent) {
        switch event {
        case .stepWaiting(_, let text), .note(_, let text): entries.withLock { $0.append(text) }
        default: break
        }
    }
}

extension RunResult {
    /// What went wrong or is pending, such as `["certificate.issued: certificate-pending"]`.
    var troubles: [String] {
        failures.map { "\($0.address): \($0.error.code)" } + pending.map { "\($0.address): \($0.error.code)" }
    }
}

extension Plan {
    /// What would be done, such as `["bucket: create"]`.
    var summary: [String] { effectiveSteps.map { "\($0.address): \($0.change.action)" } }

    /// The change of one resource.
    func change(_ address: ResourceAddress) -> Change? { steps.first { $0.address == address }?.change }
}
