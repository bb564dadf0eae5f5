// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import SiteDeploy

@Suite struct SiteSyncTests {
    private let folder: TemporaryFolder
    private let store = MemoryStore()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func plan(_ sync: SiteSync) async throws -> SitePlan {
        let scan = try await SiteScanner(folder: folder.path).scan()
        return try await sync.plan(
            scan: scan, listing: try await SiteListing.read(from: store), routing: SiteRouting())
    }

    @Test func phasesFollowEachOtherAndDeletesComeLast() async throws {
        for name in ["index.html", "about.html", "z.css", "y.png", "sitemap.xml"] { try folder.write(name, name) }
        await store.store("old.html", "old")
        let sync = SiteSync(store: store)
        let plan = try await plan(sync)
        await store.clearLog()
        let outcome = try await sync.apply(plan)
        let log = await store.writes
        #expect(log[0] == "RECORD", "the claim comes before the first change")
        #expect(Set(log[1..<3]) == ["PUT y.png", "PUT z.css"])
        #expect(log[3] == "PUT about.html")
        #expect(Set(log[4..<6]) == ["PUT index.html", "PUT sitemap.xml"])
        #expect(log[6...] == ["DELETE old.html"])
        #expect(outcome.uploadedCount == 5)
        #expect(outcome.uploadedByteCount == 41)
        #expect(outcome.deletedCount == 1)
    }

    @Test func aFailureLetsTheRestOfItsPhaseUnderWayFinishAndStopsThere() async throws {
        for name in ["index.html", "a.css", "b.css", "c.css"] { try folder.write(name, name) }
        await store.store("old.html", "old")
        let sync = SiteSync(store: store, limits: .init(requests: 2))
        let plan = try await plan(sync)
        await store.fail(["a.css"])
        let error = try #require(await #expect(throws: SiteSyncError.self) { try await sync.apply(plan) })
        #expect(error.failures.map(\.key) == ["a.css"])
        let objects = await store.objects
        #expect(objects["index.html"] == nil, "pages wait for their parts")
        #expect(objects["old.html"] != nil, "nothing is deleted")
        #expect(objects["b.css"] != nil, "what was under way is finished")
        #expect(error.outcome.uploadedCount == objects.keys.count { $0.string.hasSuffix(".css") })
    }

    @Test func aStopLetsTheFilesUnderWayFinishAndSendsNoMore() async throws {
        for name in ["index.html", "a.css", "b.css", "c.css", "d.css"] { try folder.write(name, name) }
        await store.store("old.html", "old")
        let started = EventLog()
        let sync = SiteSync(
            store: store, limits: .init(requests: 2), onEvent: started.add,
            shouldStop: { started.all.contains { if case .finished = $0 { true } else { false } } })
        let plan = try await plan(sync)
        await #expect(throws: CancellationError.self) { _ = try await sync.apply(plan) }
        let objects = await store.objects
        #expect(objects["index.html"] == nil && objects["old.html"] != nil)
        #expect((1...2).contains(objects.keys.count { $0.string.hasSuffix(".css") }))
        #expect(try await self.plan(SiteSync(store: store)).isClaimed, "the next run knows that this one did not end")
    }

    @Test func aFileThatChangedAfterTheScanIsNotSent() async throws {
        try folder.write("index.html", "one")
        try folder.write("same-size.html", "one")
        try folder.write("gone.html", "one")
        let sync = SiteSync(store: store)
        let plan = try await plan(sync)
        try folder.write("index.html", "three")
        try folder.write("same-size.html", "two")
        try folder.remove("gone.html")
        let error = try #require(await #expect(throws: SiteSyncError.self) { try await sync.apply(plan) })
        #expect(error.failures.map(\.key) == ["gone.html", "same-size.html"])
        #expect(
            error.failures.last?.error as? SiteFileError == .changedSinceScan(path: "\(folder.path)/same-size.html"))
        #expect(await store.objects.keys.allSatisfy(\.isReserved))
    }

    @Test func anETagThatIsNoMD5IsAnError() async throws {
        try folder.write("index.html", "one")
        let sync = SiteSync(store: store)
        let plan = try await plan(sync)
        await store.answerWrongETags()
        let error = try #require(await #expect(throws: SiteSyncError.self) { try await sync.apply(plan) })
        #expect(error.failures.first?.error as? SiteFileError != nil)
    }

    @Test(arguments: [(Duration.milliseconds(999), false), (.seconds(1), true)])
    func beforeDeletesAnotherRunIsLookedForUnlessThatWasJustDone(later: Duration, isLookedFor: Bool) async throws {
        try folder.write("index.html", "index")
        await store.store("old.html", "old")
        let start = ContinuousClock.now
        let events = EventLog()
        let sync = SiteSync(
            store: store, onEvent: events.add,
            now: { events.all.contains(.finished("index.html", .upload)) ? start + later : start })
        let plan = try await plan(sync)
        await store.clearLog()
        _ = try await sync.apply(plan)
        let look = isLookedFor ? ["HEAD record"] : []
        #expect(await store.log == ["RECORD", "PUT index.html"] + look + ["DELETE old.html"])
    }

    @Test func connectionsForTheNextWindowAreOpenedBeforeItIsThere() async throws {
        for number in 0..<200 { try folder.write("\(number).css", "\(number)") }
        let start = ContinuousClock.now
        let sync = SiteSync(store: store, now: { start })
        let plan = try await plan(sync)
        _ = try await sync.apply(plan)
        // The claim took no time here, so the first window is the narrowest start; each later one was prepared for.
        let asked = store.connections.withLock { $0 }
        #expect(asked.first == 128, "for the claim's distance")
        #expect(asked.dropFirst().first == 16, "twice the first window of 8")
        #expect(asked.dropFirst() == asked.dropFirst().sorted()[...], "more each time")
        #expect(asked.allSatisfy { $0 <= 200 })
    }

    @Test func deletesThatFailAreNamed() async throws {
        try folder.write("index.html", "one")
        await store.store("old1.html", "old")
        await store.store("old2.html", "old")
        let sync = SiteSync(store: store)
        let plan = try await plan(sync)
        await store.fail(["old2.html"])
        let error = try #require(await #expect(throws: SiteSyncError.self) { try await sync.apply(plan) })
        #expect(error.failures.map(\.key) == ["old2.html"])
        #expect(error.outcome.deletedCount == 1)
    }

    @Test func aRefusedPlanDoesNothing() async throws {
        try folder.write("index.html", "one")
        await store.store("old.html", "old")
        let scan = try await SiteScanner(folder: folder.path).scan()
        let sync = SiteSync(store: store)
        let plan = try await sync.plan(
            scan: scan, listing: try await SiteListing.read(from: store), routing: SiteRouting(), maximumDeletes: 0)
        await store.clearLog()
        await #expect(throws: DeleteRefusal.self) { try await sync.apply(plan) }
        #expect(await store.log.isEmpty)
    }

    @Test(arguments: [(3, Int64(1000), 3), (32, Int64(20), 2), (32, Int64(1), 1)])
    func requestsAndBytesAtOnceAreBounded(requests: Int, byteCount: Int64, most: Int) async throws {
        for index in 0..<20 { try folder.write("\(index).css", "ten bytes!") }
        let sync = SiteSync(store: store, limits: .init(requests: requests, byteCount: byteCount))
        _ = try await sync.apply(try await plan(sync))
        #expect(await store.mostAtOnce <= most)
        #expect(await store.objects.keys.count { !$0.isReserved } == 20)
    }

    @Test func aLargeFileIsSentInPartsAndThenUnchanged() async throws {
        var bytes = [UInt8](repeating: 7, count: (64 << 20) + 1000)
        for index in stride(from: 0, to: bytes.count, by: 4096) {
            bytes[index] = UInt8(truncatingIfNeeded: index >> 12)
        }
        try folder.write("film.mp4", bytes: bytes)
        let sync = SiteSync(store: store)
        let first = try await plan(sync)
        let outcome = try await sync.apply(first)
        try await sync.settle(first, after: outcome)
        #expect(await store.objects["film.mp4"]?.body == bytes)
        #expect(await store.log.count { $0.hasPrefix("PART") } == 5)
        #expect(try await plan(sync).isEmpty)
        // A copy in place gives it the plain MD5, which is the same bytes all the same.
        let headers = try #require(await store.objects["film.mp4"]?.headers)
        _ = try await store.replaceHeaders(
            of: "film.mp4", ifETag: try #require(outcome.etags["film.mp4"]), with: headers)
        #expect(try await plan(sync).changes.isEmpty)
    }

    @Test func aLargeFileThatTheBucketCannotHaveIsNotHashedBeforeItIsSent() async throws {
        var bytes = [UInt8](repeating: 7, count: (64 << 20) + 1000)
        for index in stride(from: 0, to: bytes.count, by: 4096) {
            bytes[index] = UInt8(truncatingIfNeeded: index >> 12)
        }
        try folder.write("film.mp4", bytes: bytes)
        let sync = SiteSync(store: store)
        let first = try await planWithoutHashes(sync)
        #expect(first.changes.map(\.file.md5) == [""])
        let outcome = try await sync.apply(first)
        try await sync.settle(first, after: outcome)
        #expect(await store.objects["film.mp4"]?.body == bytes)
        #expect(await store.log.count { $0.hasPrefix("PART") } == 5)
        await store.clearLog()
        #expect(try await planWithoutHashes(sync).isEmpty, "the bucket may have it now, so it is hashed")
        #expect(try await plan(sync).isEmpty)
        bytes[60 << 20] ^= 1
        try folder.write("film.mp4", bytes: bytes)
        #expect(try await planWithoutHashes(sync).changes.map(\.file.key) == ["film.mp4"])
    }

    @Test func aLargeFileThatChangesAfterTheScanIsNotSentThoughItWasNotHashed() async throws {
        let bytes = [UInt8](repeating: 7, count: (64 << 20) + 1)
        try folder.write("film.mp4", bytes: bytes)
        let sync = SiteSync(store: store)
        let plan = try await planWithoutHashes(sync)
        try folder.write("film.mp4", bytes: bytes)
        let error = try #require(await #expect(throws: SiteSyncError.self) { try await sync.apply(plan) })
        #expect(error.failures.first?.error as? SiteFileError == .changedSinceScan(path: "\(folder.path)/film.mp4"))
        #expect(await store.log.last == "ABORT film.mp4")
        #expect(await store.objects["film.mp4"] == nil)
    }

    @Test func aLargeSecretIsFoundWithoutHashing() async throws {
        var bytes = Array("-----BEGIN RSA PRIVATE KEY-----\n".utf8)
        bytes += [UInt8](repeating: 65, count: 64 << 20)
        try folder.write("key.txt", bytes: bytes)
        await #expect(throws: SiteProblems.self) {
            _ = try await SiteScanner(folder: folder.path).scan(leavesLargeFiles: true)
        }
    }

    private func planWithoutHashes(_ sync: SiteSync) async throws -> SitePlan {
        let scanner = SiteScanner(folder: folder.path)
        let scan = try await scanner.scan(leavesLargeFiles: true)
        let listing = try await SiteListing.read(from: store)
        return try await sync.plan(
            scan: try await scanner.completing(scan, with: listing), listing: listing, routing: SiteRouting())
    }

    @Test func theLargestFileOfAPhaseGoesFirst() async throws {
        for count in [1, 5, 3, 4, 2] { try folder.write("\(count).css", String(repeating: "x", count: count)) }
        let sync = SiteSync(store: store, limits: .init(requests: 1))
        let plan = try await plan(sync)
        await store.clearLog()
        _ = try await sync.apply(plan)
        #expect(await store.writes.dropFirst() == ["PUT 5.css", "PUT 4.css", "PUT 3.css", "PUT 2.css", "PUT 1.css"])
    }

    @Test func aLargeFileThatFailsLeavesNoParts() async throws {
        try folder.write("film.mp4", bytes: [UInt8](repeating: 7, count: (64 << 20) + 1))
        let sync = SiteSync(store: store)
        let plan = try await plan(sync)
        await store.fail(["film.mp4"])
        await #expect(throws: SiteSyncError.self) { try await sync.apply(plan) }
        #expect(await store.log.last == "ABORT film.mp4")
    }

    @Test func cancellationStopsBetweenFiles() async throws {
        for index in 0..<20 { try folder.write("\(index).css", "\(index)") }
        let store = store
        let sync = SiteSync(store: store, limits: .init(requests: 1))
        let plan = try await plan(sync)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await sync.apply(plan)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await store.objects.keys.allSatisfy(\.isReserved))
    }

    @Test func eventsTellWhatHappens() async throws {
        try folder.write("a.css", "one")
        await store.store("old.html", "old")
        let events = EventLog()
        let sync = SiteSync(store: store) { event in events.add(event) }
        _ = try await sync.apply(try await plan(sync))
        #expect(
            events.all == [
                .started("a.css", .upload), .sent("a.css", byteCount: 3), .finished("a.css", .upload),
                .started("old.html", .delete), .finished("old.html", .delete),
            ])
    }

    @Test func whatIsToldOfAFileWhileItIsSentAddsUpToItsSize() async throws {
        try folder.write("photo.jpg", bytes: [UInt8](repeating: 1, count: 300_000))
        try folder.write("a.css", "one")
        let events = EventLog()
        let sync = SiteSync(store: store, limits: .init(requests: 1), onEvent: events.add)
        _ = try await sync.apply(try await plan(sync))
        #expect(
            events.all == [
                .started("photo.jpg", .upload), .sent("photo.jpg", byteCount: 150_000),
                // The connection broke, and all of it is sent again.
                .sent("photo.jpg", byteCount: -150_000), .sent("photo.jpg", byteCount: 300_000),
                .finished("photo.jpg", .upload),
                .started("a.css", .upload), .sent("a.css", byteCount: 3), .finished("a.css", .upload),
            ])
    }

    @Test func ofAFileThatDidNotArriveNothingIsSent() async throws {
        try folder.write("photo.jpg", bytes: [UInt8](repeating: 1, count: 300_000))
        await store.fail(["photo.jpg"])
        let events = EventLog()
        let sync = SiteSync(store: store, onEvent: events.add)
        await #expect(throws: SiteSyncError.self) { try await sync.apply(try await plan(sync)) }
        #expect(
            events.all == [
                .started("photo.jpg", .upload), .sent("photo.jpg", byteCount: 150_000),
                .sent("photo.jpg", byteCount: -150_000), .failed("photo.jpg", .upload),
            ])
    }

    @Test func whatIsToldOfPartsWhileTheyAreSentAddsUpToTheFile() async throws {
        let byteCount = (64 << 20) + 1
        try folder.write("film.mp4", bytes: [UInt8](repeating: 7, count: byteCount))
        let events = EventLog()
        let sync = SiteSync(store: store, onEvent: events.add)
        _ = try await sync.apply(try await plan(sync))
        let sent = events.all.compactMap { if case .sent(_, let count) = $0 { count } else { nil } }
        #expect(sent.reduce(0, +) == byteCount)
        #expect(sent.count > 5, "each part is told of more than once")
    }

    @Test func twoThousandPagesWithNamesOfAllKinds() async throws {
        let store = MemoryStore(hasVisitors: false)
        let words = ["páge", "страница", "页面", "صفحة", "page (1)", "a b", "naïve+plus", "🚀"]
        for index in 0..<2000 {
            try folder.write("\(words[index % 8]) \(index / 50)/\(words[index % 7])-\(index).html", "\(index)")
        }
        let scanner = SiteScanner(folder: folder.path)
        let scan = try await scanner.scan()
        #expect(scan.files.count == 2000)
        let sync = SiteSync(store: store)
        let first = try await sync.plan(
            scan: scan, listing: try await SiteListing.read(from: store), routing: SiteRouting())
        try await sync.settle(first, after: try await sync.apply(first))
        await store.clearLog()
        let second = try await sync.plan(
            scan: try await scanner.scan(), listing: try await SiteListing.read(from: store), routing: SiteRouting())
        #expect(second.isEmpty)
        #expect(await store.log == ["LIST", "LIST", "LIST"])
    }
}
