// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

/// The files and the invalidation of what changed, as a deploy runs them.
@Suite struct SiteFilesResourceTests {
    /// One site: its folder, its bucket, and CloudFront in front of it.
    private final class Scene: Sendable {
        let folder: TemporaryFolder
        let store = MemoryStore(hasVisitors: false)
        let aws = SiteAWS()

        init(_ files: [String: String] = ["index.html": "home", "style.css": "body {}"]) async throws {
            folder = try TemporaryFolder()
            for (name, text) in files { try folder.write(name, text) }
            await aws.cloudFront.edit { backend in
                backend.distributions["E1"] = .init(
                    config: DistributionSettings(
                        comment: "", aliases: [], certificate: nil, defaultRootObject: "index.html",
                        priceClass: "PriceClass_100", httpVersion: "http2", bucketDomainName: SiteAWS.bucketHost,
                        originAccessControlID: "E2", viewerRequestFunctionARN: nil, apiRoute: nil, notFoundPath: nil
                    ).newConfig(callerReference: "x"))
            }
        }

        private func observe(
            hasDistribution: Bool, bucketIsOurs: Bool?, maximumDeletes: Int, rules: [SiteConfig.HeaderRule]
        ) async throws -> ObservedStack {
            var config = SiteConfig.bare
            config.site = SiteConfig.Site(path: folder.path, headerRules: rules)
            let context = aws.context(config)
            let distribution = Outputs.made { $0[DistributionResource.id] = "E1" }
            let bucket = Outputs.made { $0[BucketResource.isOurs] = bucketIsOurs }
            return try await Reconciler(
                resources: [
                    KnownResource(address: BucketResource.address, live: bucket),
                    SiteFilesResource(context: context, store: store, maximumDeletes: maximumDeletes),
                    KnownResource(
                        address: DistributionResource.address, live: hasDistribution ? distribution : nil,
                        created: distribution),
                    InvalidationResource(context: context, store: store),
                ],
                describe: { error, _ in DeployError(describing: error) }
            ).observe()
        }

        func plan(
            hasDistribution: Bool = true, bucketIsOurs: Bool? = true, maximumDeletes: Int = 256,
            rules: [SiteConfig.HeaderRule] = []
        ) async throws -> Plan {
            try await observe(
                hasDistribution: hasDistribution, bucketIsOurs: bucketIsOurs, maximumDeletes: maximumDeletes,
                rules: rules
            ).plan()
        }

        @discardableResult
        func deploy(
            hasDistribution: Bool = true, rules: [SiteConfig.HeaderRule] = []
        ) async throws -> RunResult {
            await store.pass(seconds: 5)
            await store.clearLog()
            let observed = try await observe(
                hasDistribution: hasDistribution, bucketIsOurs: true, maximumDeletes: 256, rules: rules)
            return await observed.apply(try observed.plan())
        }

        var invalidations: [[String]] {
            get async { await aws.cloudFront.backend.invalidations }
        }
    }

    private func deployed(_ files: [String: String] = ["index.html": "home", "style.css": "body {}"]) async throws
        -> Scene
    {
        let scene = try await Scene(files)
        #expect(try await scene.deploy(hasDistribution: false).troubles == [])
        return scene
    }

    // MARK: What is sent

    @Test func aFirstDeployUploadsEverythingAndInvalidatesNothing() async throws {
        let scene = try await Scene()
        let plan = try await scene.plan(hasDistribution: false)
        #expect(plan.change(SiteFilesResource.address)?.action == .create)
        #expect(plan.change(SiteFilesResource.address)?.summary == "2 new")
        #expect(plan.change(InvalidationResource.address)?.items == [])
        #expect(try await scene.deploy(hasDistribution: false).troubles == [])
        #expect(await scene.store.writes == ["RECORD", "PUT style.css", "PUT index.html", "RECORD"])
        #expect(await scene.invalidations == [])
    }

    @Test func theFirstFilesBehindAnExistingDistributionNeedNoInvalidationEither() async throws {
        let scene = try await Scene()
        #expect(try await scene.deploy().troubles == [])
        #expect(await scene.invalidations == [])
    }

    @Test func aSecondDeployDoesNothing() async throws {
        let scene = try await deployed()
        #expect(try await scene.plan().summary == [])
        #expect(try await scene.deploy().troubles == [])
        #expect(await scene.store.writes == [])
        #expect(await scene.invalidations == [])
    }

    @Test func anEditedFileIsUploadedAndInvalidatedBeforeTheRecordIsWritten() async throws {
        let scene = try await deployed()
        try scene.folder.write("style.css", "body { color: red }")
        let plan = try await scene.plan()
        #expect(plan.summary == ["site.files: update", "site.invalidation: update"])
        #expect(plan.change(SiteFilesResource.address)?.summary == "1 changed, 1 same")
        #expect(plan.change(InvalidationResource.address)?.summary == "1 path to invalidate")
        #expect(plan.change(InvalidationResource.address)?.items.map(\.name) == ["/style.css"])
        let result = try await scene.deploy()
        #expect(result.troubles == [])
        #expect(result.outputs[InvalidationResource.id] == "I1")
        #expect(await scene.invalidations == [["/style.css"]])
        #expect(try await scene.plan().summary == [])
    }

    @Test func anAddedFileIsNotInvalidated() async throws {
        let scene = try await deployed()
        try scene.folder.write("cv.pdf", "%PDF")
        #expect(try await scene.deploy().troubles == [])
        #expect(await scene.invalidations == [])
        #expect(try await scene.plan().summary == [])
    }

    @Test func aDeletedFileIsInvalidated() async throws {
        let scene = try await deployed()
        try scene.folder.remove("style.css")
        let change = try await scene.plan().change(SiteFilesResource.address)
        #expect(change?.items == [ChangeItem(.delete, "style.css")])
        #expect(try await scene.deploy().troubles == [])
        #expect(await scene.invalidations == [["/style.css"]])
        #expect(await scene.store.objects["style.css"] == nil)
    }

    @Test func aChangedHeaderIsShownAndRepairedInPlace() async throws {
        let scene = try await deployed()
        let rules = [SiteConfig.HeaderRule(match: try GlobPattern("*.css"), cacheControl: "no-store")]
        let change = try await scene.plan(rules: rules).change(SiteFilesResource.address)
        #expect(change?.summary == "1 header, 1 same")
        #expect(change?.items.count == 1)
        #expect(try await scene.deploy(rules: rules).troubles == [])
        #expect(await scene.store.writes.contains("COPY style.css"))
        #expect(await scene.invalidations == [["/style.css"]])
        #expect(try await scene.plan(rules: rules).summary == [])
    }

    // MARK: What is owed

    /// However the invalidation ends, short of being accepted, the next run sends it and only then writes the record.
    @Test(arguments: [Fault.refused(Refusal(code: "InternalError", status: 500)), .answerLost])
    func anInvalidationThatWasNotAcceptedIsStillOwed(fault: Fault) async throws {
        let scene = try await deployed()
        try scene.folder.write("index.html", "new home")
        await scene.aws.cloudFront.plan(fault, for: "CreateInvalidation")
        #expect(try await scene.deploy().failures.map(\.address) == [InvalidationResource.address])
        #expect(await scene.store.writes.last == "PUT index.html")
        #expect(try await scene.plan().summary == ["site.files: update", "site.invalidation: update"])
        #expect(try await scene.deploy().troubles == [])
        let sent = try #require(await scene.invalidations.last)
        #expect(sent.contains("/") && sent.contains("/index.html"))
        #expect(await scene.store.writes == ["RECORD", "RECORD"], "the claim taken over, and settled")
        #expect(try await scene.plan().summary == [])
    }

    @Test(arguments: 1...4, [MemoryStore.Death.before, .after])
    func aKilledDeployOwesItsInvalidation(kill: Int, death: MemoryStore.Death) async throws {
        let scene = try await deployed()
        try scene.folder.write("index.html", "new home")
        await scene.store.pass(seconds: 5)
        await scene.store.kill(atRequest: 2 + kill, death)
        _ = try? await scene.deploy()
        await scene.store.kill(atRequest: nil, .before)
        #expect(try await scene.deploy().troubles == [])
        #expect(await scene.invalidations.flatMap { $0 }.contains("/index.html"))
        #expect(try await scene.plan().summary == [])
    }

    @Test func earlierInvalidationsAreWaitedFor() async throws {
        let scene = try await deployed()
        try scene.folder.write("index.html", "new home")
        for _ in 0..<4 {
            await scene.aws.cloudFront.plan(
                .refused(Refusal(code: "TooManyInvalidationsInProgress")), for: "CreateInvalidation")
        }
        #expect(try await scene.deploy().troubles == [])
        #expect(scene.aws.time.elapsed > .seconds(5))
        // The repetitions are one and the same invalidation.
        let bodies = await scene.aws.cloudFront.requests.filter { $0.operation == "CreateInvalidation" }.map(\.body)
        #expect(bodies.count == 5 && Set(bodies).count == 1)
    }

    // MARK: Guards

    @Test func tooManyDeletesAreRefusedWithTheWayToAllowThem() async throws {
        let scene = try await deployed(["index.html": "home", "a.css": "a", "b.css": "b", "c.css": "c"])
        for name in ["a.css", "b.css", "c.css"] { try scene.folder.remove(name) }
        let plan = try await scene.plan(maximumDeletes: 2)
        let change = plan.change(SiteFilesResource.address)
        #expect(change?.action == .conflict)
        #expect(change?.hint?.hasSuffix("    resumectl deploy --max-deletes 3") == true)
        #expect(plan.change(InvalidationResource.address) == .some(.none))
        #expect(try await scene.plan(maximumDeletes: 3).change(SiteFilesResource.address)?.action == .update)
    }

    @Test(arguments: [nil, false])
    func nothingIsWrittenToABucketThatIsNotOurs(bucketIsOurs: Bool?) async throws {
        let scene = try await Scene()
        let change = try await scene.plan(bucketIsOurs: bucketIsOurs).change(SiteFilesResource.address)
        #expect(change?.action == .conflict)
    }

    @Test func aFileThatCannotBeSentIsNamedAndNothingIsInvalidated() async throws {
        let scene = try await deployed()
        try scene.folder.write("style.css", "changed")
        try scene.folder.write("index.html", "changed too")
        await scene.store.fail(["style.css"])
        let result = try await scene.deploy()
        #expect(result.troubles == ["site.files: upload-failed"])
        #expect(result.failures.first?.error.detail?.hasPrefix("style.css: ") == true)
        #expect(await !scene.store.writes.contains("PUT index.html"))
        #expect(await scene.invalidations == [])
        await scene.store.fail([])
        #expect(try await scene.deploy().troubles == [])
        #expect(try await scene.plan().summary == [])
    }

    @Test func anotherDeployAtTheSameTimeIsNoticed() async throws {
        let scene = try await deployed()
        try scene.folder.write("cv.pdf", "%PDF")
        let config = SiteConfig.bare
        let context = scene.aws.context(config)
        let resource = InvalidationResource(context: context, store: scene.store)
        let files = SiteFilesResource(
            context: scene.aws.context(
                SiteConfig(name: "resume", site: .init(path: scene.folder.path))), store: scene.store,
            maximumDeletes: 256)
        let plan = try #require(try await files.find())
        let inputs = try await files.apply(
            live: plan, inputs: .made { $0[BucketResource.isOurs] = true }, step: StepLog().reporter("site.files"))
        await scene.store.store(.record, "of another deploy")
        await #expect {
            _ = try await resource.apply(live: nil, inputs: inputs, step: StepLog().reporter("site.invalidation"))
        } throws: { ($0 as? DeployError)?.code == "concurrent-deploy" }
    }

    @Test func aDestroyLeavesTheFilesToTheBucket() async throws {
        let scene = try await deployed()
        let files = SiteFilesResource(
            context: scene.aws.context(
                SiteConfig(name: "resume", site: .init(path: scene.folder.path))), store: scene.store,
            maximumDeletes: 256)
        #expect(
            try files.diffForDestroy(live: try await files.find(), options: DestroyOptions(deleteData: true)) == .none)
    }
}
