// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import SiteDeploy

/// Two runs with different files on one bucket: one of them wins, and the other one knows that it did not.
@Suite struct SiteTakeOverTests {
    private let folders: [TemporaryFolder]
    private let store = MemoryStore(hasVisitors: false)

    init() throws {
        folders = try (0..<2).map { number in
            let folder = try TemporaryFolder()
            for name in ["index.html", "style.css", "only-\(number).html"] {
                try folder.write(name, "\(number) \(name)")
            }
            return folder
        }
    }

    private func plan(_ number: Int, _ sync: SiteSync) async throws -> SitePlan {
        let scan = try await SiteScanner(folder: folders[number].path).scan()
        return try await sync.plan(
            scan: scan, listing: try await SiteListing.read(from: store), routing: SiteRouting())
    }

    private func siteIs(_ number: Int) async -> Bool {
        let keys = await store.objects.keys.filter { $0 != .record }
        let bodies = await store.objects
        return Set(keys.map(\.string)) == ["index.html", "style.css", "only-\(number).html"]
            && keys.allSatisfy { bodies[$0]?.body == Array("\(number) \($0)".utf8) }
    }

    @Test(arguments: [false, true])
    func ofTwoThatBeganFromTheSameBucketOneSendsNothing(isFirst: Bool) async throws {
        if !isFirst {
            let sync = SiteSync(store: store, run: "before")
            let before = try await plan(0, sync)
            try await sync.settle(before, after: try await sync.apply(before))
            await store.store("style.css", "of somebody else")
        }
        let (a, b) = (SiteSync(store: store, run: "a"), SiteSync(store: store, run: "b"))
        let (planA, planB) = (try await plan(0, a), try await plan(1, b))
        let outcome = try await a.apply(planA)
        await #expect(throws: SiteRecordConflict.self) { try await b.apply(planB) }
        try await a.settle(planA, after: outcome)
        #expect(await siteIs(0))
    }

    @Test func theSameChangeOfTwoRunsIsNotTakenForTheOwn() async throws {
        let before = SiteSync(store: store, run: "before")
        let first = try await plan(0, before)
        try await before.settle(first, after: try await before.apply(first))
        await store.store("style.css", "of somebody else")
        // What is settled and owed is the same for both, so nothing but the owner tells them apart.
        let (a, b) = (SiteSync(store: store, run: "a"), SiteSync(store: store, run: "b"))
        let (planA, planB) = (try await plan(0, a), try await plan(0, b))
        #expect(planA.intent == planB.intent)
        _ = try await a.apply(planA)
        await #expect(throws: SiteRecordConflict.self) { try await b.apply(planB) }
    }

    @Test func whoTakesOverWinsAndTheOtherStops() async throws {
        let a = SiteSync(store: store, run: "a")
        let planA = try await plan(0, a)
        // The first run gets as far as its claim and one file.
        let claim = try await a.write(SiteRecord.claim(by: "a", intent: planA.intent), replacing: planA.recordETag)
        await store.store("style.css", "0 style.css")

        let b = SiteSync(store: store, run: "b")
        let found = try await plan(1, b)
        #expect(found.isClaimed)
        let planB = try await b.takeOver(found) {
            // It was alive, and sends one more before it looks.
            await store.store("only-0.html", "0 only-0.html")
        } again: {
            try await plan(1, b)
        }
        let outcome = try await b.apply(planB)
        try await b.verify(planB, after: outcome, exclude: [])
        try await b.settle(planB, after: outcome)
        #expect(await siteIs(1))

        await #expect(throws: SiteRecordConflict.self) {
            try await a.settle(planA, after: SiteSyncOutcome(recordETag: claim))
        }
        #expect(await siteIs(1))
    }

    @Test func aRunThatWasTakenOverStopsWithinASecondOfSending() async throws {
        for number in 0..<20 { try folders[0].write("assets/\(number).css", "\(number)") }
        let time = Mutex(ContinuousClock.now)
        let a = SiteSync(
            store: store, run: "a", limits: .init(requests: 1),
            now: {
                time.withLock { time in
                    time += .milliseconds(300)
                    return time
                }
            })
        let planA = try await plan(0, a)
        await store.loseClaim(afterPuts: 3)
        await #expect(throws: SiteRecordConflict.self) { try await a.apply(planA) }
        #expect(await store.writes.count { $0.hasPrefix("PUT") } <= 3 + 4)
    }

    @Test func aLateRequestOfTheOtherRunIsNoticed() async throws {
        let a = SiteSync(store: store, run: "a")
        let planA = try await plan(0, a)
        _ = try await a.write(SiteRecord.claim(by: "a", intent: planA.intent), replacing: nil)
        let b = SiteSync(store: store, run: "b")
        let planB = try await b.takeOver(try await plan(1, b)) {
        } again: {
            try await plan(1, b)
        }
        let outcome = try await b.apply(planB)
        await store.store("style.css", "0 style.css")
        await #expect(throws: SiteRecordConflict.self) { try await b.verify(planB, after: outcome, exclude: []) }
    }

    @Test func withoutAClaimNothingIsTakenOver() async throws {
        let sync = SiteSync(store: store, run: "a")
        let plan = try await plan(0, sync)
        let same = try await sync.takeOver(plan) {
            Issue.record("there is nothing to wait for")
        } again: {
            nil
        }
        #expect(same == plan)
    }
}
