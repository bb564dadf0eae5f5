// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

/// Whatever request a deploy dies at, the next one finishes the job, and no visitor keeps an old file.
@Suite struct SiteCrashTests {
    /// Contents to choose from, as files on disk.
    private final class Contents: Sendable {
        let folder: TemporaryFolder
        let files: [FolderEntry]

        let digests: [FileDigests]

        init() async throws {
            folder = try TemporaryFolder()
            for index in 0..<4 {
                try folder.write("\(index)", String(repeating: "content \(index)\n", count: index + 1))
            }
            files = try FolderWalk.run(root: folder.path) { _, _ in false }.entries
            var digests: [FileDigests] = []
            for file in files { digests.append(try await FileDigests(of: file, buffer: ReadBuffer())) }
            self.digests = digests
        }

        /// A file of the site with one of the contents and one of the sets of headers.
        func file(_ key: ObjectKey, _ content: Int, headers: Int = 0) throws -> LocalFile {
            let digests = digests[content]
            var chosen = HeaderChoice().headers(for: key)
            if headers > 0 { chosen.cacheControl = "max-age=\(headers)" }
            return LocalFile(
                key: key, path: files[content].path, byteCount: digests.stamp.byteCount, md5: digests.md5,
                headers: chosen)
        }
    }

    /// One run of the whole way, as `deploy` does it.
    private func deploy(_ scan: SiteScan, to store: MemoryStore, requests: Int = 1) async throws {
        let sync = SiteSync(store: store, limits: .init(requests: requests))
        let listing = try await SiteListing.read(from: store)
        let plan = try await sync.plan(scan: scan, listing: listing, routing: store.routing)
        if plan.isEmpty { return }
        let outcome = try await sync.apply(plan)
        if !plan.invalidation.isEmpty { try await store.invalidate(plan.invalidation) }
        try await sync.settle(plan, after: outcome)
    }

    /// Deploys without trouble, and checks that everything is as it must be then.
    private func deployAndCheck(_ scan: SiteScan, to store: MemoryStore, _ comment: String) async throws {
        await store.kill(atRequest: nil, .before)
        try await deploy(scan, to: store)
        let objects = await store.objects
        let live = objects.filter { $0.key != .record }.mapValues(\.signature)
        let wanted = Dictionary(uniqueKeysWithValues: scan.files.map { ($0.key, "\($0.etag) \($0.headers.digest)") })
        #expect(live == wanted, "\(comment)")
        #expect(await store.stalePaths == [], "\(comment)")
        await store.clearLog()
        try await deploy(scan, to: store)
        let log = await store.log
        #expect(log.allSatisfy { $0 == "LIST" }, "the second run only lists: \(comment)")
    }

    @Test(arguments: [MemoryStore.Death.before, .after], [1, 4])
    func killedAtEachRequest(death: MemoryStore.Death, requests: Int) async throws {
        let contents = try await Contents()
        let first = SiteScan(files: [
            try contents.file("index.html", 0), try contents.file("a/index.html", 1), try contents.file("a.css", 2),
            try contents.file("gone.html", 1), try contents.file("same.png", 3), try contents.file("head.js", 1),
        ])
        let second = SiteScan(files: [
            try contents.file("index.html", 1), try contents.file("a/index.html", 2), try contents.file("a.css", 0),
            try contents.file("new.html", 3), try contents.file("same.png", 3),
            try contents.file("head.js", 1, headers: 1),
        ])
        for kill in 1...20 {
            for isBack in [false, true] {
                let store = MemoryStore()
                try await deployAndCheck(first, to: store, "first deploy")
                await store.kill(atRequest: kill, death)
                _ = try? await deploy(second, to: store, requests: requests)
                // The user may well go back to what was there before.
                let last = isBack ? first : second
                try await deployAndCheck(last, to: store, "killed at request \(kill), back: \(isBack)")
            }
        }
    }

    @Test(arguments: 0..<200)
    func killedAgainAndAgainWhileTheSiteChanges(seed: Int) async throws {
        var random = SplitMix(seed: seed)
        let contents = try await Contents()
        let store = MemoryStore(tick: [0.01, 0.3, 1.5][seed % 3], pageSize: [2, 1000][seed % 2])
        let keys: [ObjectKey] = [
            "index.html", "a/index.html", "a/b.html", "style.css", "é (1).pdf", "~x.js", "404.html", "v1.0/index.html",
        ]
        for round in 0..<8 {
            var files: [LocalFile] = []
            for key in keys where Bool.random(using: &random) {
                files.append(
                    try contents.file(
                        key, Int.random(in: 0..<4, using: &random), headers: Int.random(in: 0..<2, using: &random)))
            }
            if files.isEmpty { files.append(try contents.file("index.html", 0)) }
            let scan = SiteScan(files: files)
            let requests = Int.random(in: 1...4, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<2:
                try await deployAndCheck(scan, to: store, "round \(round)")
            case 2 where round > 3:
                await store.remove(.record)
            case 3 where round > 3:
                if await store.objects[.record] != nil { await store.store(.record, "something else") }
            default:
                let death = Bool.random(using: &random) ? MemoryStore.Death.before : .after
                await store.kill(atRequest: Int.random(in: 1...20, using: &random), death)
                _ = try? await deploy(scan, to: store, requests: requests)
            }
            if Bool.random(using: &random) { await store.pass(seconds: Double.random(in: 0...3, using: &random)) }
        }
        try await deployAndCheck(SiteScan(files: [try contents.file("index.html", 2)]), to: store, "at the end")
    }

    @Test func changesOfOtherToolsAreFoundAndUndone() async throws {
        let contents = try await Contents()
        let scan = SiteScan(files: [try contents.file("index.html", 0), try contents.file("a.css", 1)])
        let store = MemoryStore()
        try await deployAndCheck(scan, to: store, "first deploy")
        await store.pass(seconds: 5)
        let style = try #require(await store.objects["a.css"])
        await store.store("a.css", String(decoding: style.body, as: UTF8.self))
        await store.store("other.txt", "theirs")
        await store.remove("index.html")
        try await deployAndCheck(scan, to: store, "after the other tool")
    }

    @Test func aSecondDeployAtTheSameTimeIsNoticed() async throws {
        let contents = try await Contents()
        let store = MemoryStore()
        let scan = SiteScan(files: [try contents.file("index.html", 0)])
        try await deployAndCheck(scan, to: store, "first deploy")
        let changed = SiteScan(files: [try contents.file("index.html", 1)])
        let sync = SiteSync(store: store)
        let plan = try await sync.plan(
            scan: changed, listing: try await SiteListing.read(from: store), routing: SiteRouting())
        await store.store(.record, "of another deploy")
        await #expect(throws: SiteRecordConflict.self) { try await sync.apply(plan) }
        #expect(await store.objects["index.html"]?.etag == scan.files[0].etag)
    }

    @Test func invalidateAloneSettlesTheCaches() async throws {
        let contents = try await Contents()
        let store = MemoryStore()
        let scan = SiteScan(files: [try contents.file("index.html", 0), try contents.file("a.css", 1)])
        try await deployAndCheck(scan, to: store, "first deploy")
        await store.pass(seconds: 5)
        await store.store("a.css", "theirs", headers: scan.files[0].headers)
        // Written twice, so the cache has the first one.
        await store.store("b.css", "first")
        await store.store("b.css", "second")
        let listing = try await SiteListing.read(from: store)
        let standing = try await SiteStanding.read(from: store, listing: listing)
        let paths = standing.owedPaths(listing: listing, routing: SiteRouting())
        #expect(paths.paths == ["/a.css", "/b.css"])
        try await store.invalidate(paths)
        _ = try await SiteSync(store: store).write(
            standing.recordAfterInvalidation(listing: listing).bytes, replacing: listing.record?.etag)
        #expect(await store.stalePaths == [])
        let after = try await SiteListing.read(from: store)
        let settled = try await SiteStanding.read(from: store, listing: after)
        #expect(settled.owedPaths(listing: after, routing: SiteRouting()).isEmpty)
        try await deployAndCheck(scan, to: store, "the deploy after")
    }
}
