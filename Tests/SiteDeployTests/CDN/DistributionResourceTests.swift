// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct DistributionResourceTests {
    private static let certificate = ARN(
        partition: "aws", service: "acm", region: "us-east-1", account: "123456789012", resource: "certificate/1")

    private static var inputs: Outputs {
        var inputs = Outputs()
        inputs[OriginAccessControlResource.id] = "EOAC"
        inputs[CertificateValidationResource.issued] = certificate
        return inputs
    }

    private func resource(
        _ aws: SiteAWS, _ config: SiteConfig = .resume(), adopting: Set<ResourceAddress> = []
    ) -> DistributionResource {
        DistributionResource(
            context: aws.context(config, adopting: adopting), hasEdgeFunction: true, notFoundPath: "/404.html")
    }

    private func deployed(_ config: SiteConfig = .resume()) async throws -> (aws: SiteAWS, id: String) {
        let aws = SiteAWS()
        #expect(try await resource(aws, config).settle(Self.inputs) == .none)
        _ = await aws.cloudFront.takeWrites()
        return (aws, try #require(await aws.cloudFront.backend.distributions.keys.first))
    }

    /// A distribution of somebody, as small as it can be.
    private static func other(
        comment: String = "", aliases: [String] = [], origin: String = "example.net", reference: String = "theirs"
    ) -> XMLTree {
        var config = DistributionSettings(
            comment: comment, aliases: aliases, certificate: nil, defaultRootObject: "", priceClass: "PriceClass_All",
            httpVersion: "http2", bucketDomainName: origin, originAccessControlID: "E9", viewerRequestFunctionARN: nil,
            apiRoute: nil, notFoundPath: nil
        ).newConfig(callerReference: reference)
        config.set("Restrictions/GeoRestriction/RestrictionType", to: "none")
        return config
    }

    private func change(_ resource: DistributionResource) async throws -> Change {
        try resource.diff(live: try await resource.find(), inputs: Self.inputs)
    }

    // MARK: Finding

    /// How a distribution can be found, each with its tags and what a plan says about it.
    private static let findings: [(String, XMLTree, [String: String], Change.Action)] = [
        ("ours by its comment", other(comment: SiteAWS.mark), SiteAWS.ourTags, .update),
        ("ours by an alias", other(aliases: ["www.example.com"]), SiteAWS.ourTags, .update),
        ("ours by an alias in capitals", other(aliases: ["WWW.Example.com"]), SiteAWS.ourTags, .update),
        ("ours by its origin", other(origin: SiteAWS.bucketHost), SiteAWS.ourTags, .update),
        ("foreign, with a name of ours", other(aliases: ["example.com"]), [:], .conflict),
        ("foreign, in front of our bucket", other(origin: SiteAWS.bucketHost), [:], .conflict),
        ("of another site", other(aliases: ["example.com"]), [Ownership.tagKey: "blog"], .conflict),
        ("something else", other(comment: "x", aliases: ["example.net"]), [:], .create),
        ("something else of another site", other(), [Ownership.tagKey: "blog"], .create),
    ]

    @Test(arguments: findings.indices)
    func itIsFoundByCommentAliasOrOrigin(index: Int) async throws {
        let (_, config, tags, action) = Self.findings[index]
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.distributions["E7"] = .init(config: config, tags: tags) }
        #expect(try await change(resource(aws)).action == action)
    }

    @Test func twoDistributionsOfOursAreAnError() async throws {
        let (aws, id) = try await deployed()
        await aws.cloudFront.edit {
            $0.distributions["E7"] = .init(config: Self.other(comment: SiteAWS.mark), tags: SiteAWS.ourTags)
        }
        await #expect { _ = try await resource(aws).find() } throws: { error in
            let error = error as? DeployError
            return error?.code == "several-distributions"
                && error?.detail == [id, "E7"].sorted().joined(separator: ", ")
        }
    }

    @Test func aForeignOneIsNamedWithTheWayToAdoptIt() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.distributions["E7"] = .init(config: Self.other(aliases: ["example.com"])) }
        let found = try await change(resource(aws))
        #expect(found.reason?.contains("E7 (example.com, e7.cloudfront.net)") == true)
        #expect(found.hint?.contains("    resumectl deploy --adopt cdn.distribution\n") == true)
        #expect(try await resource(aws).settle(Self.inputs).action == .conflict)
        #expect(await aws.cloudFront.takeWrites() == [])
    }

    @Test func anAdoptedOneIsTaggedAndKeepsWhatWeDoNotManage() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.distributions["E7"] = .init(config: Self.other(aliases: ["example.com"])) }
        let adopting = resource(aws, adopting: [DistributionResource.address])
        #expect(try await change(adopting).action == .adopt)
        #expect(try await adopting.settle(Self.inputs) == .none)
        let distribution = try #require(await aws.cloudFront.backend.distributions["E7"])
        #expect(distribution.tags == SiteAWS.ourTags)
        #expect(distribution.config.text(at: "CallerReference") == "theirs")
        #expect(distribution.config.text(at: "Restrictions/GeoRestriction/RestrictionType") == "none")
        #expect(try await change(resource(aws)) == .none)
    }

    @Test func theDistributionOfAnotherSiteCannotBeAdopted() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit {
            $0.distributions["E7"] = .init(
                config: Self.other(aliases: ["example.com"]), tags: [Ownership.tagKey: "blog"])
        }
        let adopting = resource(aws, adopting: [DistributionResource.address])
        let found = try await change(adopting)
        #expect(found.action == .conflict)
        #expect(found.hint?.contains("--adopt") == false)
        #expect(try await adopting.settle(Self.inputs).action == .conflict)
        #expect(await aws.cloudFront.takeWrites() == [])
    }

    // MARK: Creating

    @Test func aCertificateThatCloudFrontDoesNotKnowYetIsWaitedFor() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.refusalsOfCertificates = 4 }
        let log = StepLog()
        #expect(try await resource(aws).settle(Self.inputs, log: log) == .none)
        #expect(Set(log.texts) == ["CloudFront to see the new certificate"])
        #expect(aws.time.elapsed <= .seconds(90))
    }

    @Test func aCertificateThatCloudFrontNeverKnowsEndsTheWait() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.refusalsOfCertificates = 1000 }
        await #expect { try await resource(aws).settle(Self.inputs) } throws: {
            ($0 as? AWSError)?.code == "InvalidViewerCertificate"
        }
        #expect(aws.time.elapsed <= .seconds(90))
    }

    /// The answer to the create is lost, and its repetition says that the reference is taken.
    @Test func oneThatWasMadeByALostRequestIsTaken() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.plan(.resent, for: "CreateDistributionWithTags")
        #expect(try await resource(aws).settle(Self.inputs) == .none)
        #expect(await aws.cloudFront.backend.distributions.count == 1)
    }

    @Test func aReferenceOfADistributionThatIsGoneIsNotUsedAgain() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.plan(
            .refused(
                Refusal(code: "DistributionAlreadyExists", message: "… already exists: E0GONE00000", status: 409)),
            for: "CreateDistributionWithTags")
        #expect(try await resource(aws).settle(Self.inputs) == .none)
        let distribution = try #require(await aws.cloudFront.backend.distributions.first?.value)
        #expect(distribution.config.text(at: "CallerReference")?.hasPrefix(SiteAWS.mark + "-") == true)
    }

    @Test func aReferenceOfAForeignDistributionIsLeftAlone() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit {
            $0.distributions["E00000000009"] = .init(config: Self.other(reference: SiteAWS.mark))
        }
        await #expect { try await resource(aws).settle(Self.inputs) } throws: {
            ($0 as? AWSError)?.code == "DistributionAlreadyExists"
        }
        #expect(await aws.cloudFront.takeWrites() == ["CreateDistributionWithTags"])
    }

    @Test(arguments: [false, true])
    func aNameThatAnotherDistributionHoldsIsRefusedWithAWayOut(isUpdate: Bool) async throws {
        let aws = isUpdate ? try await deployed(.resume(aliases: [])).aws : SiteAWS()
        await aws.cloudFront.edit { $0.takenAliases = ["www.example.com"] }
        await #expect { try await resource(aws).settle(Self.inputs) } throws: { error in
            let error = error as? DeployError
            return error?.code == "alias-taken" && error?.kind == .refused && error?.cause?.contains("r-1") == true
        }
    }

    // MARK: Names whose DNS leads to another distribution

    private static let elsewhere = ZoneBackend.Record(
        name: "www.example.com", type: "CNAME", ttl: 300, values: ["d9.cloudfront.net."])
    private static let standIns = ["A", "AAAA"].map {
        ZoneBackend.Record(name: "www.example.com", type: $0, alias: "d9.cloudfront.net")
    }

    /// Applies with a zone, as a deploy with `--replace-record` does.
    private func take(
        _ aws: SiteAWS, _ records: [ZoneBackend.Record], replacing: [String] = [], log: StepLog = StepLog()
    ) async throws {
        await aws.route53.edit { $0.zones["Z1"] = ZoneBackend.Zone("example.com", records) }
        let references = try RecordReference.parse(replacing, names: SiteConfig.resume().siteNames)
        let context = aws.context(replacing: references)
        let zone = HostedZoneResource(context: context)
        var inputs = Self.inputs
        inputs.merge(zone.outputs(live: try #require(try await zone.find())))
        let distribution = DistributionResource(context: context, hasEdgeFunction: true, notFoundPath: nil)
        _ = try await distribution.apply(
            live: try await distribution.find(), inputs: inputs, step: log.reporter("cdn.distribution"))
    }

    @Test(arguments: [false, true])
    func aCNAMEThatMayBeReplacedGivesWayToAliasRecordsThatLeadThereToo(isUpdate: Bool) async throws {
        let aws = isUpdate ? try await deployed(.resume(aliases: [])).aws : SiteAWS()
        await aws.cloudFront.edit { $0.refusalsOfRecords = 3 }
        let log = StepLog()
        try await take(aws, [Self.elsewhere], replacing: ["www.example.com:CNAME"], log: log)
        #expect(
            await aws.route53.backend.batches == [
                ["DELETE CNAME www.example.com", "CREATE A www.example.com", "CREATE AAAA www.example.com"]
            ])
        #expect(await aws.route53.backend.zones["Z1"]?.made == Self.standIns)
        #expect(log.texts.contains("CloudFront to forget where www.example.com led"))
    }

    @Test func aCNAMEIsLeftAloneAsLongAsCloudFrontTakesTheName() async throws {
        let aws = SiteAWS()
        try await take(aws, [Self.elsewhere], replacing: ["www.example.com:CNAME"])
        #expect(await aws.route53.backend.batches == [])
    }

    /// Records that are not to be replaced, or that lead to no distribution, and what is said about them.
    private static let barred: [([ZoneBackend.Record], [String], String)] = [
        ([elsewhere], [], "--replace-record www.example.com:CNAME"),
        (standIns, [], "--replace-record www.example.com:A --replace-record www.example.com:AAAA"),
        (
            [.init(name: "www.example.com", type: "CNAME", ttl: 60, values: ["jane.example.net."])],
            ["www.example.com:CNAME"], "Delete or change the record"
        ),
        ([], [], "Delete or change the record"),
    ]

    @Test(arguments: barred.indices)
    func aRecordThatMayNotBeReplacedIsNamedAndStays(index: Int) async throws {
        let (records, replacing, hint) = Self.barred[index]
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.refusalsOfRecords = 1 }
        await #expect { try await take(aws, records, replacing: replacing) } throws: { error in
            let error = error as? DeployError
            return error?.code == "alias-record-elsewhere" && error?.kind == .refused
                && error?.hint?.contains(hint) == true
        }
        #expect(await aws.route53.backend.batches == [])
        #expect(aws.time.elapsed == .zero)
    }

    @Test func aNameThatIsRememberedForLongIsPending() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.refusalsOfRecords = 100_000 }
        await #expect {
            try await take(aws, [Self.elsewhere], replacing: ["www.example.com"])
        } throws: { error in
            (error as? DeployError)?.code == "alias-record-elsewhere" && (error as? DeployError)?.kind == .pending
        }
        #expect(aws.time.elapsed <= .seconds(360) && aws.time.elapsed > .seconds(300))
        // The next run finds what stands in, and waits for less long.
        await aws.cloudFront.edit { $0.refusalsOfRecords = 2 }
        try await take(aws, Self.standIns, replacing: ["www.example.com:CNAME"])
    }

    @Test func aCNAMEToADistributionThatIsGoneIsDeleted() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.refusalsOfRecords = 1 }
        await aws.route53.plan(
            .refused(Refusal(code: "InvalidChangeBatch", message: "that target was not found")),
            for: "ChangeResourceRecordSets")
        try await take(aws, [Self.elsewhere], replacing: ["www.example.com:CNAME"])
        #expect(await aws.route53.backend.zones["Z1"]?.made == [])
    }

    // MARK: Updating

    @Test func aChangeSinceTheReadIsReadAgainOnceAndKept() async throws {
        let (aws, id) = try await deployed()
        var config = SiteConfig.resume()
        config.cdn.priceClass = .all
        let distribution = resource(aws, config)
        let live = try await distribution.find()
        await aws.cloudFront.edit { backend in
            backend.distributions[id]?.version += 1
            backend.distributions[id]?.config.set("WebACLId", to: "theirs")
        }
        _ = try await distribution.apply(live: live, inputs: Self.inputs, step: StepLog().reporter("cdn.distribution"))
        let after = try #require(await aws.cloudFront.backend.distributions[id]?.config)
        #expect(after.text(at: "PriceClass") == "PriceClass_All")
        #expect(after.text(at: "WebACLId") == "theirs")
        #expect(await aws.cloudFront.takeWrites() == ["UpdateDistribution", "UpdateDistribution"])
    }

    @Test func changesThatGoOnAndOnAreAnError() async throws {
        let (aws, _) = try await deployed()
        var config = SiteConfig.resume()
        config.cdn.priceClass = .all
        let changed = config
        for _ in 0..<2 {
            await aws.cloudFront.plan(
                .refused(Refusal(code: "PreconditionFailed", status: 412)), for: "UpdateDistribution")
        }
        await #expect { try await resource(aws, changed).settle(Self.inputs) } throws: {
            ($0 as? AWSError)?.code == "PreconditionFailed"
        }
    }

    @Test func aLambdaAtEdgeForViewersIsAConflictWhereTheSiteHasAFunctionOfItsOwn() async throws {
        let (aws, id) = try await deployed()
        func run(at event: String) async {
            await aws.cloudFront.edit {
                $0.distributions[id]?.config.update(at: "DefaultCacheBehavior/LambdaFunctionAssociations") { list in
                    let arn = "arn:aws:lambda:us-east-1:123456789012:function:theirs:1"
                    list = DistributionSchema.list(
                        "LambdaFunctionAssociations",
                        [
                            XMLTree(
                                "LambdaFunctionAssociation",
                                [XMLTree("LambdaFunctionARN", arn), XMLTree("EventType", event)])
                        ])
                }
            }
        }
        await run(at: "origin-request")
        #expect(try await change(resource(aws)) == .none)
        for event in ["viewer-request", "viewer-response"] {
            await run(at: event)
            let found = try await change(resource(aws))
            #expect(found.action == .conflict)
            #expect(found.reason?.contains("function:theirs:1") == true)
            let without = DistributionResource(
                context: aws.context(.resume()), hasEdgeFunction: false, notFoundPath: "/404.html")
            #expect(try await change(without).action == .update)
        }
    }

    @Test func aDisabledOneIsEnabledAgain() async throws {
        let (aws, id) = try await deployed()
        await aws.cloudFront.edit { $0.distributions[id]?.config.set("Enabled", to: "false") }
        #expect(try await change(resource(aws)).names == ["enabled"])
        #expect(try await resource(aws).settle(Self.inputs) == .none)
    }

    @Test func missingTagsAloneNeedNoUpdateOfTheConfiguration() async throws {
        let (aws, _) = try await deployed()
        #expect(try await resource(aws, .resume(tags: ["team": "web"])).settle(Self.inputs) == .none)
        #expect(await aws.cloudFront.takeWrites() == ["TagResource"])
    }

    @Test func aSiteDoesNotMoveToAnotherRegion() async throws {
        let (aws, id) = try await deployed()
        await aws.cloudFront.edit { backend in
            backend.distributions[id]?.config.update(at: "Origins/Items/Origin/DomainName") {
                $0.text = "resume-123456789012-us-west-2.s3.us-west-2.amazonaws.com"
            }
        }
        let found = try await change(resource(aws))
        #expect(found.action == .conflict)
        #expect(found.hint?.contains("region: us-west-2") == true)
    }

    @Test(
        arguments: [
            ("b.s3.eu-west-1.amazonaws.com", "eu-west-1"), ("b.with.dots.s3.us-east-1.amazonaws.com", "us-east-1"),
            ("b.s3.amazonaws.com", nil), ("example.net", nil), ("s3.example.net", nil), ("", nil),
        ] as [(String, String?)])
    func theRegionIsReadFromTheBucketsHost(host: String, region: String?) {
        #expect(DistributionResource.region(ofBucketHost: host) == region)
    }

    // MARK: Deleting

    private func remove(_ aws: SiteAWS, log: StepLog = StepLog()) async throws {
        let distribution = resource(aws)
        let live = try #require(try await distribution.find())
        try await distribution.delete(live: live, inputs: Outputs(), step: log.reporter("cdn.distribution"))
    }

    @Test func itIsTakenOutOfServiceAndDeletedWhenThatIsRolledOut() async throws {
        let (aws, _) = try await deployed()
        let log = StepLog()
        try await remove(aws, log: log)
        #expect(await aws.cloudFront.backend.distributions.isEmpty)
        #expect(await aws.cloudFront.takeWrites() == ["UpdateDistribution", "DeleteDistribution"])
        #expect(log.texts.contains { $0.contains("out of service") })
    }

    @Test func aDeleteThatWasInterruptedGoesOn() async throws {
        let (aws, id) = try await deployed()
        await aws.cloudFront.edit { $0.distributions[id]?.config.set("Enabled", to: "false") }
        try await remove(aws)
        #expect(await aws.cloudFront.takeWrites() == ["DeleteDistribution"])
    }

    @Test(arguments: ["DistributionNotDisabled", "PreconditionFailed"])
    func aDeleteThatComesTooEarlyIsTriedAgain(code: String) async throws {
        let (aws, _) = try await deployed()
        await aws.cloudFront.plan(.refused(Refusal(code: code, status: 412)), for: "DeleteDistribution")
        try await remove(aws)
        #expect(await aws.cloudFront.backend.distributions.isEmpty)
    }

    @Test func aRolloutThatTakesTooLongIsPending() async throws {
        let (aws, _) = try await deployed()
        await aws.cloudFront.edit { $0.looksPerChange = 100_000 }
        await #expect { try await remove(aws) } throws: { error in
            (error as? DeployError)?.code == "distribution-not-disabled" && (error as? DeployError)?.kind == .pending
        }
    }

    @Test func oneThatIsGoneMeanwhileIsNoError() async throws {
        let (aws, id) = try await deployed()
        let distribution = resource(aws)
        let live = try #require(try await distribution.find())
        await aws.cloudFront.edit { $0.distributions[id] = nil }
        try await distribution.delete(live: live, inputs: Outputs(), step: StepLog().reporter("cdn.distribution"))
        #expect(await aws.cloudFront.takeWrites() == [])
    }

    @Test func aDestroyKeepsAForeignOne() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.distributions["E7"] = .init(config: Self.other(aliases: ["example.com"])) }
        let distribution = resource(aws)
        let change = try distribution.diffForDestroy(
            live: try await distribution.find(), options: DestroyOptions(deleteData: true))
        #expect(!change.isEffective)
    }
}
