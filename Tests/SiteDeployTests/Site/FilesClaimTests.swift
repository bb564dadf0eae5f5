// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteConfig
import Synchronization
import Testing

@testable import SiteDeploy

/// The files claimed while the account is still being read.
@Suite struct FilesClaimTests {
    private let folder: TemporaryFolder
    private let store = MemoryStore(hasVisitors: false)
    private let aws = SiteAWS()

    /// A site that is deployed and has changed since.
    init() async throws {
        folder = try TemporaryFolder()
        for name in ["index.html", "style.css", "a.css", "b.css"] { try folder.write(name, name) }
        #expect(try await deploy().troubles == [])
        await store.pass(seconds: 5)
        try folder.write("style.css", "edited")
        await store.clearLog()
    }

    /// The bucket, or whatever else comes before the files or beside them.
    private struct Other: Resource {
        struct Trouble: Error {}

        let address: ResourceAddress
        var isOurs: Bool? = true
        var change = Change.none
        var readFails = false
        let title = "something else"
        let group: ResourceGroup = .cdn
        let dependencies: [ResourceAddress] = []

        func read(_ others: LiveOutputs) async throws -> Bool? {
            if readFails { throw Trouble() }
            return isOurs
        }

        func diff(live: Bool?, inputs: Outputs) throws -> Change { change }
        func outputs(live: Bool) -> Outputs { .made { $0[BucketResource.isOurs] = live } }
        func apply(live: Bool?, inputs: Outputs, step: StepReporter) async throws -> Outputs { throw Trouble() }
        func delete(live: Bool, inputs: Outputs, step: StepReporter) async throws {}
    }

    private func files(
        _ claim: FilesClaim?, maximumDeletes: Int = 256, adopting: Set<ResourceAddress> = []
    ) -> SiteFilesResource {
        var config = SiteConfig.bare
        config.site = SiteConfig.Site(path: folder.path)
        return SiteFilesResource(
            context: aws.context(config, adopting: adopting), store: store, maximumDeletes: maximumDeletes,
            claim: claim)
    }

    private func observe(
        _ claim: FilesClaim?, bucket: Other = Other(address: BucketResource.address),
        other: Other = Other(address: "other", isOurs: nil), maximumDeletes: Int = 256,
        adopting: Set<ResourceAddress> = []
    ) async throws -> ObservedStack {
        try await Reconciler(
            resources: [
                bucket, other, files(claim, maximumDeletes: maximumDeletes, adopting: adopting),
                InvalidationResource(context: aws.context(), store: store),
            ],
            describe: { error, _ in DeployError(describing: error) }
        ).observe()
    }

    @discardableResult
    private func deploy(_ claim: FilesClaim? = nil) async throws -> RunResult {
        let observed = try await observe(claim)
        return await observed.apply(try observed.plan())
    }

    private func allowed(holding: @escaping @Sendable (Bool) -> Void = { _ in }) async -> FilesClaim {
        let claim = FilesClaim(holding: holding)
        await claim.allow(true)
        return claim
    }

    private func plan() async throws -> SitePlan {
        let scan = try await SiteScanner(folder: folder.path).scan()
        return try await SiteSync(store: store).plan(
            scan: scan, listing: try await SiteListing.read(from: store), routing: SiteRouting())
    }

    // MARK: Taken

    @Test func theSiteIsClaimedWhileItIsReadAndNotOnceMore() async throws {
        let claim = await allowed()
        let observed = try await observe(claim)
        #expect(await store.writes == ["RECORD"])
        let record = await store.objects[.record].flatMap { SiteRecord(bytes: $0.body) }
        #expect(record?.owner == claim.run)
        #expect(record?.owed == ["style.css"])

        #expect(await observed.apply(try observed.plan()).troubles == [])
        #expect(await store.writes == ["RECORD", "PUT style.css", "RECORD"])
        await claim.giveBack()
        #expect(await store.writes.count == 3)
        #expect(try await observe(nil).plan().summary == [])
    }

    @Test func aPlanAloneWritesNothing() async throws {
        #expect(try await observe(nil).plan().hasChanges)
        #expect(await store.writes == [])
    }

    enum Obstacle: String, CaseIterable, Sendable {
        case nothingIsToDo, thereIsNoRecord, theRecordCannotBeRead, anotherRunHasClaimedIt, anotherToolHasChangedIt
        case anotherToolHasSentTheSame, tooManyDeletes, theBucketIsNotOurs, theBucketIsMissing, theBucketCannotBeRead
        case theBucketIsAdopted, theAccountIsAnother
    }

    @Test(arguments: Obstacle.allCases)
    func theSiteIsNotClaimedWhileItIsReadWhen(obstacle: Obstacle) async throws {
        var bucket = Other(address: BucketResource.address)
        var maximumDeletes = 256
        var adopting: Set<ResourceAddress> = []
        switch obstacle {
        case .nothingIsToDo: try folder.write("style.css", "style.css")
        case .thereIsNoRecord: await store.remove(.record)
        case .theRecordCannotBeRead: await store.store(.record, "something else")
        case .anotherRunHasClaimedIt:
            let plan = try await plan()
            _ = try await SiteSync(store: store, run: "other").claim(
                plan, SiteRecord.claim(by: "other", intent: plan.intent))
        case .anotherToolHasChangedIt: await store.store("a.css", "theirs")
        case .anotherToolHasSentTheSame: await store.store("a.css", "a.css")
        case .tooManyDeletes:
            maximumDeletes = 1
            for name in ["a.css", "b.css"] { try folder.remove(name) }
        case .theBucketIsNotOurs: bucket.isOurs = false
        case .theBucketIsMissing: bucket.isOurs = nil
        case .theBucketCannotBeRead: bucket.readFails = true
        case .theBucketIsAdopted: adopting = [BucketResource.address]
        case .theAccountIsAnother: break
        }
        let claim = FilesClaim { _ in Issue.record("nothing is held") }
        await claim.allow(obstacle != .theAccountIsAnother)
        await claim.allow(true)
        await store.clearLog()
        _ = try? await observe(claim, bucket: bucket, maximumDeletes: maximumDeletes, adopting: adopting)
        await claim.giveBack()
        #expect(await store.writes == [])
    }

    @Test func itIsClaimedOnlyOnceTheAccountIsConfirmed() async throws {
        let claim = FilesClaim()
        async let observed = observe(claim)
        // However long that takes.
        for _ in 0..<1000 { await Task.yield() }
        #expect(await store.writes == [])
        await claim.allow(true)
        _ = try await observed
        #expect(await store.writes == ["RECORD"])
    }

    // MARK: Given back

    enum WayOut: CaseIterable, Sendable {
        case nothingIsCarriedOut, anotherReadFails, theStepBeforeFails, theUserStops, theAnswerIsLost
    }

    @Test(arguments: WayOut.allCases)
    func aRunThatDoesNotSendFilesGivesTheSiteBackAsItWas(way: WayOut) async throws {
        let before = try #require(await store.objects[.record])
        let held = Mutex<[Bool]>([])
        let claim = await allowed { isHeld in held.withLock { $0.append(isHeld) } }
        var bucket = Other(address: BucketResource.address)
        var other = Other(address: "other", isOurs: nil)
        switch way {
        case .theStepBeforeFails: bucket.change = Change(.update)
        case .anotherReadFails: other.readFails = true
        case .theAnswerIsLost: await store.kill(atRequest: 3, .after)
        case .nothingIsCarriedOut, .theUserStops: break
        }
        let observed = try? await observe(claim, bucket: bucket, other: other)
        #expect(await store.objects[.record]?.etag != before.etag)
        #expect(held.withLock { $0 } == [true])
        #expect((observed == nil) == (way == .anotherReadFails))
        if let observed, [.theStepBeforeFails, .theUserStops].contains(way) {
            let result = await observed.apply(try observed.plan()) { way == .theUserStops }
            #expect(result.troubles != [] || result.wasInterrupted)
        }
        await store.kill(atRequest: nil, .before)
        await claim.giveBack()
        await claim.giveBack()
        #expect(await store.writes == ["RECORD"])
        #expect(await store.objects[.record]?.body == before.body)
        #expect(held.withLock { $0 } == [true, false])
        #expect(try await observe(nil).plan().summary == ["site.files: update", "site.invalidation: update"])
    }

    @Test func whatTheStepOfTheFilesLeavesBehindIsNotGivenBack() async throws {
        let claim = await allowed()
        await store.fail(["style.css"])
        #expect(try await deploy(claim).troubles == ["site.files: upload-failed"])
        await claim.giveBack()
        #expect(await store.objects[.record].flatMap { SiteRecord(bytes: $0.body) }?.owner == claim.run)
        await store.fail([])
        #expect(try await deploy().troubles == [])
        #expect(try await observe(nil).plan().summary == [])
    }

    @Test(arguments: [MemoryStore.Death.before, .after])
    func aRunThatDiesBeforeItGivesTheSiteBackIsNoLock(death: MemoryStore.Death) async throws {
        let claim = await allowed()
        _ = try await observe(claim)
        await store.kill(atRequest: 1, death)
        await claim.giveBack()
        await store.kill(atRequest: nil, .before)
        #expect(try await deploy().troubles == [])
        #expect(try await observe(nil).plan().summary == [])
    }

    @Test func whoHasTakenTheSiteOverKeepsIt() async throws {
        let claim = await allowed()
        _ = try await observe(claim)
        await store.store(.record, "of another deploy")
        await claim.giveBack()
        #expect(await store.objects[.record]?.body == Array("of another deploy".utf8))
    }

    // MARK: Not certain

    @Test func whoeverIsSecondIsToldByTheStepOfTheFiles() async throws {
        let plan = try await plan()
        #expect(plan.restorableRecord != nil)
        let other = try await SiteSync(store: store, run: "other").claim(
            plan, SiteRecord.claim(by: "other", intent: plan.intent))
        let claim = await allowed()
        let taken = try await claim.take(plan, in: store)
        #expect(taken == plan.withoutRecord)
        await #expect {
            _ = try await files(claim).apply(
                live: taken, inputs: .made { $0[BucketResource.isOurs] = true },
                step: StepLog().reporter("site.files"))
        } throws: { ($0 as? DeployError)?.code == "concurrent-deploy" }
        await claim.giveBack()
        #expect(await store.objects[.record]?.etag == other.etag)
        #expect(await store.writes.allSatisfy { $0 == "RECORD" })
    }

    @Test(arguments: [MemoryStore.Death.before, .after])
    func aClaimWhoseAnswerDidNotComeIsLeftToTheStepOfTheFiles(death: MemoryStore.Death) async throws {
        let plan = try await plan()
        let claim = await allowed()
        await store.kill(atRequest: 1, death)
        let taken = try await claim.take(plan, in: store)
        #expect(taken.recordETag == plan.recordETag)
        await store.kill(atRequest: nil, .before)
        let outputs = try await files(claim).apply(
            live: taken, inputs: .made { $0[BucketResource.isOurs] = true }, step: StepLog().reporter("site.files"))
        #expect(await store.writes == ["RECORD", "PUT style.css"])
        #expect(
            outputs[SiteFilesResource.outcome]?.recordETag
                == SiteRecord(
                    entries: plan.intent?.entries ?? [:], owed: plan.intent?.owed ?? [], owner: claim.run
                ).etag)
    }

    // MARK: Later

    @Test(arguments: [false, true])
    func aClaimOfAWhileAgoIsLookedAtBeforeTheFirstFile(isLost: Bool) async throws {
        let plan = try await plan()
        let start = ContinuousClock.now
        let sync = SiteSync(store: store, run: "a", now: { start })
        var claim = try await sync.claim(plan, SiteRecord.claim(by: "a", intent: plan.intent))
        claim = SiteClaim(etag: claim.etag, latency: claim.latency, since: start - SiteSync.checkInterval)
        if isLost { await store.store(.record, "of another deploy") }
        await store.clearLog()
        if isLost {
            await #expect(throws: SiteRecordConflict.self) {
                try await sync.apply(plan.claimed(claim), claimed: claim)
            }
        } else {
            _ = try await sync.apply(plan.claimed(claim), claimed: claim)
        }
        #expect(await store.log == (isLost ? ["HEAD record"] : ["HEAD record", "PUT style.css"]))
    }
}
