// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct SiteStandingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var objects: [RemoteObject]
        var record: SiteRecord?
        var leftAlone: [String] = []
        var settled: Set<ObjectKey> = []
        var owed: Set<ObjectKey> = []
        var owesEverything = false
    }

    private static let a = LocalFile.made("a.html")
    private static let b = LocalFile.made("b.css", "2")

    @Test(arguments: [
        Case(testDescription: "empty bucket", objects: []),
        Case(testDescription: "objects without a record", objects: [a.object()], owesEverything: true),
        Case(
            testDescription: "as the record says", objects: [a.object(), b.object()], record: SiteRecord(of: [a, b]),
            settled: ["a.html", "b.css"]),
        Case(
            testDescription: "newer than the record", objects: [a.object(at: 101), b.object()],
            record: SiteRecord(of: [a, b]), settled: ["b.css"], owed: ["a.html"]),
        Case(
            testDescription: "other bytes", objects: [LocalFile.made("a.html", "3").object()],
            record: SiteRecord(of: [a]), owed: ["a.html"]),
        Case(testDescription: "gone", objects: [], record: SiteRecord(of: [a]), owed: ["a.html"]),
        Case(
            testDescription: "not listed", objects: [a.object(), b.object()], record: SiteRecord(of: [a]),
            settled: ["a.html"], owed: ["b.css"]),
        Case(
            testDescription: "owed before", objects: [a.object(), b.object()],
            record: SiteRecord(of: [a, b], owed: ["b.css", "c.js"]), settled: ["a.html"], owed: ["b.css", "c.js"]),
        Case(
            testDescription: "left alone", objects: [a.object(), b.object()], record: SiteRecord(of: [a, b]),
            leftAlone: ["*.css"], settled: ["a.html"]),
        Case(
            testDescription: "left alone and new", objects: [a.object(), b.object()], record: SiteRecord(of: [a]),
            leftAlone: ["*.css"], settled: ["a.html"]),
    ])
    func standing(_ c: Case) throws {
        let listing = try SiteListing(c.objects, record: c.record, leftAlone: c.leftAlone)
        let standing = SiteStanding(record: c.record, listing: listing)
        #expect(Set(standing.settled.map(\.key)) == c.settled)
        #expect(standing.owed == c.owed)
        #expect(standing.owesEverything == c.owesEverything)
        let paths = standing.owedPaths(listing: listing, routing: SiteRouting())
        #expect(paths.isEmpty == (c.owed.isEmpty && !c.owesEverything))
    }

    @Test func aRecordThatWasReadEarlyCountsOnlyIfItIsTheOneInTheListing() async throws {
        let store = MemoryStore()
        let record = SiteRecord(of: [Self.a])
        _ = try await store.putSiteRecord(record.bytes, replacing: nil)
        let listing = try await SiteListing.read(from: store)
        let cases: [(early: [UInt8]?, requests: [String])] = [
            (record.bytes, []), (SiteRecord(of: [Self.b]).bytes, ["GET record"]), (nil, ["GET record"]),
        ]
        for (early, requests) in cases {
            await store.clearLog()
            let standing = try await SiteStanding.read(from: store, listing: listing, early: early)
            #expect(standing.owed == ["a.html"])
            #expect(await store.log == requests)
        }
    }

    @Test func aRecordThatCannotBeReadCountsAsNone() throws {
        let listing = try SiteListing([Self.a.object()], record: SiteRecord(of: [Self.a]))
        #expect(SiteStanding(record: nil, listing: listing).owesEverything)
    }

    @Test func theListingAloneTellsThatAllIsSettled() throws {
        let scan = SiteScan(files: [Self.b, Self.a])
        let record = SiteRecord(of: [Self.a, Self.b])
        let objects = [Self.a.object(), Self.b.object()]
        #expect(try SiteListing(objects, record: record).settledRecord(with: scan) == record)
        #expect(try SiteListing(objects, record: nil).settledRecord(with: scan) == nil)
        #expect(try SiteListing(objects, record: record, at: 99).settledRecord(with: scan) == nil)
        #expect(try SiteListing([objects[0]], record: record).settledRecord(with: scan) == nil)
        #expect(
            try SiteListing(objects, record: SiteRecord(of: [Self.a], owed: ["b.css"])).settledRecord(with: scan) == nil
        )
        let plain = LocalFile.made("a.html", headers: ObjectHeaders(contentType: "text/plain"))
        #expect(
            try SiteListing(objects, record: record).settledRecord(with: SiteScan(files: [plain, Self.b])) == nil)
    }
}
