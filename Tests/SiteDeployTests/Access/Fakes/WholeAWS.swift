// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import SiteConfig

@testable import SiteDeploy

/// All services of a site, which note who sends what.
struct WholeAWS: Sendable {
    let site = SiteAWS()
    let counter = CounterAWS()
    let log = SentLog()

    static func withZones() async -> WholeAWS {
        let aws = WholeAWS()
        await aws.site.route53.edit {
            $0.zones["Z1"] = ZoneBackend.Zone("example.com")
            $0.zones["Z2"] = ZoneBackend.Zone("example.org")
        }
        return aws
    }

    private func watched(_ caller: any ServiceCaller) -> any ServiceCaller { WatchedCaller(base: caller, log: log) }

    func context(_ config: SiteConfig) -> StackContext {
        StackContext(
            config: config, account: SiteAWS.account,
            clients: SiteClients(
                s3: S3Client(caller: watched(site.s3)), cloudFront: CloudFrontClient(caller: watched(site.cloudFront)),
                route53: Route53Client(caller: watched(site.route53)), acm: ACMClient(caller: watched(site.acm)),
                apiGateway: APIGatewayClient(caller: watched(counter.gateway)),
                lambda: LambdaClient(caller: watched(counter.functions)),
                dynamoDB: DynamoDBClient(caller: watched(counter.tables)),
                iam: IAMClient(caller: watched(counter.roles)), logs: LogsClient(caller: watched(counter.logs)),
                globalTagging: TaggingClient(caller: watched(site.tagging))),
            patience: site.time.patience)
    }

    /// Everything but the files, whose store the bucket in memory is not.
    private func observe(_ config: SiteConfig) async throws -> ObservedStack {
        let stack = SiteStack(
            context: context(config), bucket: try site.bucketName(config),
            code: config.counter.map { FunctionCode(zip: Array($0.path.utf8), sha256: $0.path) }, notFoundPath: nil,
            maximumDeletes: 256)
        let ofFiles = [SiteFilesResource.address, InvalidationResource.address]
        return try await Reconciler(
            resources: stack.resources.filter { !ofFiles.contains($0.address) }.map(Watch.over),
            describe: { error, _ in DeployError(describing: error) }
        ).observe()
    }

    @discardableResult
    func deploy(_ config: SiteConfig) async throws -> RunResult {
        if let path = config.counter?.path { await counter.functions.edit { $0.codeSHA256 = path } }
        let observed = try await observe(config)
        let result = await observed.apply(try observed.plan())
        await site.indexCertificates()
        return result
    }

    /// Somebody changes by hand what was deployed.
    func damage() async {
        await site.cloudFront.edit { backend in
            for id in backend.controls.keys { backend.controls[id]?.config.set("SigningBehavior", to: "never") }
        }
        await site.s3.edit {
            $0.bucket?.versions = [.init(key: "a.txt", id: "v1")]
            $0.bucket?.uploads = [("b.txt", "u1")]
        }
        await counter.tables.edit { $0.table?.isProtected = false }
        await counter.roles.edit {
            $0.role?.trust = "{}"
            $0.role?.attached = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        }
        await counter.logs.edit { backend in
            for name in backend.groups.keys { backend.groups[name]?.tags = [:] }
        }
        await counter.gateway.edit { backend in
            for (id, api) in backend.apis {
                backend.apis[id]?.members["name"] = "other"
                for part in api.integrations.keys { backend.apis[id]?.integrations[part]?["timeoutInMillis"] = 1000 }
            }
        }
    }

    @discardableResult
    func destroy(_ config: SiteConfig, data: Bool = true) async throws -> RunResult {
        try await Watch.$deletion.withValue(.destroy) {
            let observed = try await observe(config)
            return await observed.destroy(try observed.planDestroy(DestroyOptions(deleteData: data)))
        }
    }
}

extension SiteConfig {
    /// A site with everything.
    static func whole(
        domain: String? = "example.com", aliases: [String] = ["www.example.com"], dns: DNS? = nil,
        counter: Counter? = Counter(path: "/lambda"), cleanURLs: Bool = true, tags: [String: String] = [:]
    ) -> SiteConfig {
        SiteConfig(
            name: "resume", domain: domain, aliases: domain == nil ? [] : aliases, dns: dns,
            site: Site(path: "/site", cleanURLs: cleanURLs), counter: counter, tags: tags)
    }
}
