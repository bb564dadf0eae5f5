// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

/// Bucket, CDN and domain together, as a deploy runs them.
@Suite struct SiteFrontTests {
    private static let configs: [(String, SiteConfig)] = [
        ("with a domain", .resume()), ("without a domain", .bare),
        ("with tags", .resume(tags: ["team": "web"])), ("apex alone", .resume(aliases: [])),
    ]

    @Test(arguments: configs.indices)
    func aSecondDeployDoesNothing(index: Int) async throws {
        let config = Self.configs[index].1
        let aws = await SiteAWS.withZone()
        #expect(try await aws.deploy(config).troubles == [])
        _ = await aws.takeWrites()
        #expect(try await aws.plan(config).summary == [])
        #expect(try await aws.deploy(config).troubles == [])
        #expect(await aws.takeWrites() == [])
    }

    @Test func whatIsDeployedFitsTogether() async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy()
        let (id, distribution) = try #require(await aws.cloudFront.backend.distributions.first)
        let config = distribution.config
        #expect(distribution.tags == SiteAWS.ourTags)
        #expect(CloudFrontBackend.aliases(config) == ["example.com", "www.example.com"])
        #expect(config.text(at: "ViewerCertificate/ACMCertificateArn") == CertificateBackend.arn(1))
        let origin = try #require(config.all(at: "Origins/Items/Origin").first)
        #expect(origin.text(at: "DomainName") == SiteAWS.bucketHost)
        let controls = await aws.cloudFront.backend.controls
        #expect(origin.text(at: "OriginAccessControlId") == controls.keys.first)
        let policy = try #require(await aws.s3.backend.bucket?.policy)
        #expect(policy.contains(CloudFrontBackend.arn(id)))
        let records = await aws.route53.backend.zones["Z1"]?.made ?? []
        #expect(
            records.filter { $0.type != "CNAME" }.map { "\($0.name) \($0.type) \($0.alias ?? "")" } == [
                "example.com A \(CloudFrontBackend.name(id))", "example.com AAAA \(CloudFrontBackend.name(id))",
                "www.example.com A \(CloudFrontBackend.name(id))", "www.example.com AAAA \(CloudFrontBackend.name(id))",
            ])
    }

    /// Killed after any request, the next run finishes: nothing twice, nothing left over.
    @Test(arguments: 1...45)
    func aKilledDeployIsFinishedByTheNext(limit: Int) async throws {
        let aws = await SiteAWS.withZone()
        aws.lifeline.cut(after: limit)
        _ = try? await aws.deploy()
        aws.lifeline.cut(after: nil)
        #expect(try await aws.deploy().troubles == [])
        #expect(try await aws.plan().summary == [])
        let cloudFront = await aws.cloudFront.backend
        #expect(cloudFront.distributions.count == 1)
        #expect(cloudFront.controls.count == 1)
        #expect(cloudFront.functions.values.map(\.published).allSatisfy { $0 != nil })
        #expect(await aws.acm.backend.certificates.count == 1)
        #expect(await aws.route53.backend.zones["Z1"]?.made.count == 6)
    }

    /// Killed after any request, a change of names is finished by the next run.
    @Test(arguments: 1...40)
    func aKilledChangeOfNamesIsFinishedByTheNext(limit: Int) async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy(.resume(aliases: ["old.example.com"]))
        aws.lifeline.cut(after: limit)
        _ = try? await aws.deploy(.resume(aliases: ["new.example.com"]))
        aws.lifeline.cut(after: nil)
        #expect(try await aws.deploy(.resume(aliases: ["new.example.com"])).troubles == [])
        #expect(try await aws.plan(.resume(aliases: ["new.example.com"])).summary == [])
        #expect(await aws.acm.backend.certificates.count == 1)
        let names = Set(await aws.route53.backend.zones["Z1"]?.made.map(\.name) ?? [])
        #expect(names == ["example.com", "new.example.com", "_proof.example.com", "_proof.new.example.com"])
    }

    @Test(arguments: [SiteConfig.resume(), .bare])
    func aDestroyLeavesNothing(config: SiteConfig) async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy(config)
        #expect(try await aws.destroy(config).troubles == [])
        #expect(await aws.s3.backend.bucket == nil)
        let cloudFront = await aws.cloudFront.backend
        #expect(cloudFront.distributions.isEmpty && cloudFront.controls.isEmpty && cloudFront.functions.isEmpty)
        #expect(await aws.acm.backend.certificates.isEmpty)
        #expect(await aws.route53.backend.zones["Z1"]?.made == [])
    }

    @Test(arguments: 1...40)
    func aKilledDestroyIsFinishedByTheNext(limit: Int) async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy()
        aws.lifeline.cut(after: limit)
        _ = try? await aws.destroy()
        aws.lifeline.cut(after: nil)
        #expect(try await aws.destroy().troubles == [])
        #expect(await aws.s3.backend.bucket == nil)
        #expect(await aws.cloudFront.backend.distributions.isEmpty)
        #expect(await aws.acm.backend.certificates.isEmpty)
        #expect(await aws.route53.backend.zones["Z1"]?.made == [])
    }

    /// A change of the configuration, and the resources that it touches.
    private static let changes: [(String, SiteConfig, [String])] = [
        ("price class", changed { $0.cdn.priceClass = .all }, ["cdn.distribution: update"]),
        ("HTTP version", changed { $0.cdn.httpVersion = .http2 }, ["cdn.distribution: update"]),
        ("TLS", changed { $0.cdn.minimumTLS = .tls12Of2019 }, ["cdn.distribution: update"]),
        ("index", changed { $0.site.index = "home.html" }, ["cdn.function: update", "cdn.distribution: update"]),
        ("clean URLs", changed { $0.site.cleanURLs = false }, ["cdn.function: update"]),
        (
            "tags", changed { $0.tags = ["team": "web"] },
            ["bucket: update", "certificate: update", "cdn.distribution: update"]
        ),
    ]

    private static func changed(_ change: (inout SiteConfig) -> Void) -> SiteConfig {
        var config = SiteConfig.resume()
        change(&config)
        return config
    }

    @Test(arguments: changes.indices)
    func aChangedKeyTouchesJustWhatItIsAbout(index: Int) async throws {
        let (_, config, expected) = Self.changes[index]
        let aws = await SiteAWS.withZone()
        try await aws.deploy()
        #expect(try await aws.plan(config).summary == expected)
        #expect(try await aws.deploy(config).troubles == [])
        #expect(try await aws.plan(config).summary == [])
    }

    @Test func withoutItsDomainTheSiteGivesUpCertificateAndRecords() async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy()
        await aws.indexCertificates()
        #expect(try await aws.deploy(.bare).troubles == [])
        #expect(try await aws.plan(.bare).summary == [])
        let distribution = try #require(await aws.cloudFront.backend.distributions.first?.value)
        #expect(CloudFrontBackend.aliases(distribution.config) == [])
        #expect(distribution.config.bool(at: "ViewerCertificate/CloudFrontDefaultCertificate") == true)
        #expect(await aws.acm.backend.certificates.isEmpty)
        #expect(await aws.route53.backend.zones["Z1"]?.made == [])
    }

    @Test(arguments: 1...40)
    func aKilledChangeOfDomainIsFinishedByTheNext(limit: Int) async throws {
        let aws = await SiteAWS.withZone()
        await aws.route53.edit { $0.zones["Z2"] = ZoneBackend.Zone("example.org") }
        try await aws.deploy()
        await aws.indexCertificates()
        let config = SiteConfig.resume(domain: "example.org", aliases: ["www.example.org"])
        aws.lifeline.cut(after: limit)
        _ = try? await aws.deploy(config)
        aws.lifeline.cut(after: nil)
        await aws.indexCertificates()
        #expect(try await aws.deploy(config).troubles == [])
        #expect(try await aws.plan(config).summary == [])
        #expect(await aws.acm.backend.certificates.count == 1)
        #expect(await aws.route53.backend.zones["Z1"]?.made == [])
        #expect(await aws.route53.backend.zones["Z2"]?.made.count == 6)
    }

    @Test func aDestroyTakesTheRecordsOfReplacedCertificatesToo() async throws {
        let aws = await SiteAWS.withZone()
        try await aws.deploy(.resume(aliases: ["old.example.com"]))
        await aws.acm.edit { $0.refusalsOfDelete[CertificateBackend.arn(1)] = 20 }
        try await aws.deploy()
        await aws.route53.edit { backend in
            let old = CertificateBackend.record("old.example.com")
            backend.zones["Z1"]?.records.append(
                ZoneBackend.Record(name: old.name, type: "CNAME", ttl: 300, values: [old.value]))
        }
        #expect(await aws.acm.backend.certificates.count == 2)
        #expect(try await aws.destroy().troubles == [])
        #expect(await aws.acm.backend.certificates.isEmpty)
        #expect(await aws.route53.backend.zones["Z1"]?.made == [])
    }
}
