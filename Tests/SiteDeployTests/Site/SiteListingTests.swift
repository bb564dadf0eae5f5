// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct SiteListingTests {
    private static let keys = (1000..<3000).map { ObjectKey("f\($0).html") }

    private static let digest = ListingStore.headers.digest

    private static func file(_ key: ObjectKey, _ digit: Character = "1") -> LocalFile {
        LocalFile(
            key: key, path: "/nowhere", byteCount: 10, md5: String(repeating: digit, count: 32),
            headers: ListingStore.headers, headersDigest: digest)
    }

    /// Answers no page before as many are asked for as can be at once, and then all of them.
    private actor Gate {
        private let count: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private(set) var positions: [SiteListPosition] = []

        init(count: Int) { self.count = count }

        func pass(_ position: SiteListPosition) async {
            positions.append(position)
            await withCheckedContinuation { continuation in
                waiting.append(continuation)
                guard waiting.count >= count else { return }
                for continuation in waiting { continuation.resume() }
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func pagesAreAskedForAtOnce() async throws {
        let objects = Self.keys.map { Self.file($0).object() }
        let gate = Gate(count: 3)
        let store = ListingStore { position in
            await gate.pass(position)
            return ListingStore.page(of: objects, at: position)
        }
        let listing = try await SiteListing.read(from: store, keys: Self.keys)
        #expect(listing.objects == objects && listing.isMixed)
        #expect(await gate.positions.count == 3)
    }

    @Test func theFirstPageIsAskedForBeforeTheNamesAreKnown() async throws {
        let objects = Self.keys.map { Self.file($0).object() }
        let (names, feed) = AsyncStream.makeStream(of: [ObjectKey].self)
        let store = ListingStore { position in
            if position == .start { feed.yield(Self.keys) }
            return ListingStore.page(of: objects, at: position)
        }
        #expect(try await SiteListing.read(from: store, names: names).objects == objects)
        // Nor does it need them.
        let (never, _) = AsyncStream.makeStream(of: [ObjectKey].self)
        let listing = try await SiteListing.read(from: store, names: never)
        #expect(listing.objects == objects && !listing.isMixed)
    }

    @Test func aStoreWithAnotherOrderIsReadPageAfterPage() async throws {
        let objects = Array(Self.keys.map { Self.file($0).object() }.reversed())
        let store = ListingStore { position in
            guard case .token(let token) = position, let start = Int(token) else {
                return SiteObjectPage(objects: Array(objects[..<1000]), next: "1000")
            }
            return SiteObjectPage(
                objects: Array(objects[start..<start + 1000]), next: start == 1000 ? nil : "\(start + 1000)")
        }
        let listing = try await SiteListing.read(from: store, keys: Self.keys)
        #expect(listing.objects == objects.reversed() && !listing.isMixed)
    }

    // MARK: Another run at the same time

    /// Before a run, the bucket and its record; after it, both again.
    private struct Run {
        let before = SiteListingTests.keys.map { SiteListingTests.file($0) }
        let after = SiteListingTests.keys.map { SiteListingTests.file($0, $0 == "f2999.html" ? "2" : "1") }
        var recordBefore: SiteRecord { SiteRecord(of: before) }
        var recordAfter: SiteRecord { SiteRecord(of: after) }

        /// The objects in the bucket in the order of their keys, with the record.
        static func all(_ files: [LocalFile], _ record: SiteRecord) -> [RemoteObject] {
            let recordFile = LocalFile(
                key: .record, path: "", byteCount: 1, md5: record.etag,
                headers: ListingStore.headers)
            return ([recordFile] + files).map { $0.object() }
        }
    }

    @Test func aListThatMixesTwoTimesIsReadAgain() async throws {
        let run = Run()
        let (old, new) = (Run.all(run.before, run.recordBefore), Run.all(run.after, run.recordAfter))
        // The page with the record is made after the other run has ended, the page with the changed file before.
        let mixed = Array(new[..<1000] + old[1000...])
        let record = run.recordAfter.bytes
        let store = ListingStore(record: record) { ListingStore.page(of: mixed, at: $0) }
        let first = try await SiteListing.read(from: store, keys: Self.keys)
        #expect(first.isMixed)
        let sync = SiteSync(store: store)
        let scan = SiteScan(files: run.before)
        var lists = 0
        let plan = try await sync.plan(scan: scan, listing: first, routing: SiteRouting()) {
            lists += 1
            return SiteListing(new, isMixed: true)
        }
        #expect(lists == 1)
        #expect(plan.changes.map(\.file.key) == ["f2999.html"], "the old file is brought back, not taken to be there")
        #expect(plan.recordETag == run.recordAfter.etag)
        // Without the second list the run would do nothing, and say that all is well.
        #expect(try await sync.plan(scan: scan, listing: first, routing: SiteRouting()).changes.isEmpty)
    }

    @Test func aListThatAgreesWithItsRecordIsNotReadAgain() async throws {
        let run = Run()
        let store = ListingStore(record: run.recordBefore.bytes) { _ in SiteObjectPage(objects: [], next: nil) }
        let listing = SiteListing(Run.all(run.before, run.recordBefore), isMixed: true)
        let plan = try await SiteSync(store: store).plan(
            scan: SiteScan(files: run.after), listing: listing, routing: SiteRouting()
        ) {
            Issue.record("listed again")
            return listing
        }
        #expect(plan.changes.map(\.file.key) == ["f2999.html"])
    }

    @Test func runsThatEndFasterThanTheBucketIsListedAreAConflict() async throws {
        let run = Run()
        let store = ListingStore(record: run.recordBefore.bytes) { _ in SiteObjectPage(objects: [], next: nil) }
        var count = 0
        await #expect(throws: SiteRecordConflict()) {
            _ = try await SiteSync(store: store).plan(
                scan: SiteScan(files: run.before), listing: SiteListing(Run.all([], run.recordBefore), isMixed: true),
                routing: SiteRouting()
            ) {
                count += 1
                let other = SiteRecord(of: [Self.file(ObjectKey("other\(count)"))])
                return SiteListing(Run.all([], other), isMixed: true)
            }
        }
        #expect(count == 3)
    }

    @Test func theShortWayToASettledPlanGivesTheSamePlan() throws {
        let run = Run()
        let listing = SiteListing(Run.all(run.before, run.recordBefore))
        let scan = SiteScan(files: run.before)
        let record = try #require(listing.settledRecord(with: scan))
        #expect(record == run.recordBefore)
        let made = SitePlan.make(
            scan: scan, listing: listing, standing: SiteStanding(record: record, listing: listing),
            routing: SiteRouting())
        #expect(SitePlan.settled(scan: scan, listing: listing, record: record) == made)
        #expect(made.isEmpty)
    }
}
