// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct SitePlanTests {
    private let index = LocalFile.made("index.html", "1")
    private let about = LocalFile.made("about/index.html", "2")
    private let style = LocalFile.made("style.css", "3")
    private let feed = LocalFile.made("feed.xml", "4")
    private let image = LocalFile.made("a/logo.png", "5")

    private func plan(
        _ files: [LocalFile], _ listing: SiteListing, record: SiteRecord?, headers: [ObjectKey: ObjectHeaders] = [:],
        maximumDeletes: Int = 256
    ) -> SitePlan {
        SitePlan.make(
            scan: SiteScan(files: files), listing: listing, standing: SiteStanding(record: record, listing: listing),
            headers: headers, routing: SiteRouting(), maximumDeletes: maximumDeletes)
    }

    @Test func theFirstDeploySendsAllInPhasesAndOwesNothing() throws {
        let plan = plan([index, about, style, feed, image], try SiteListing([], record: nil), record: nil)
        #expect(
            plan.changes.map(\.file.key) == ["a/logo.png", "style.css", "about/index.html", "feed.xml", "index.html"])
        #expect(plan.changes.map(\.phase) == [.assets, .assets, .pages, .entries, .entries])
        #expect(plan.changes.allSatisfy { $0.kind == .new && $0.isUpload })
        #expect(plan.uploadByteCount == 50)
        #expect(plan.invalidation.isEmpty)
        #expect(plan.intent == nil)
        #expect(plan.writesRecord)
        #expect(plan.expectedRecord == SiteRecord(of: [index, about, style, feed, image]))
        #expect(!plan.isEmpty)
    }

    @Test func theSecondDeployDoesNothing() throws {
        let record = SiteRecord(of: [index, style])
        let plan = plan(
            [index, style], try SiteListing([index.object(), style.object()], record: record), record: record)
        #expect(plan.isEmpty)
        #expect(plan.unchangedCount == 2)
    }

    @Test func anEditedFileIsSentAndInvalidated() throws {
        let record = SiteRecord(of: [index, style])
        let edited = LocalFile.made("style.css", "9", byteCount: 12)
        let plan = plan(
            [index, edited], try SiteListing([index.object(), style.object()], record: record), record: record)
        #expect(plan.changes == [SiteFileChange(file: edited, phase: .assets, kind: .changed(byteCountBefore: 10))])
        #expect(plan.unchangedCount == 1)
        #expect(plan.invalidation.paths == ["/style.css"])
        #expect(plan.intent == SiteRecord(of: [index], owed: ["style.css"]))
        #expect(plan.recordETag == record.etag)
    }

    @Test func aFileOfTheSameHashAndAnotherSizeIsSent() throws {
        let record = SiteRecord(of: [index])
        let longer = LocalFile.made("index.html", "1", byteCount: 11)
        #expect(plan([longer], try SiteListing([index.object()], record: record), record: record).changes.count == 1)
    }

    @Test func anAddedFileOwesNothing() throws {
        let record = SiteRecord(of: [index])
        let plan = plan([index, style], try SiteListing([index.object()], record: record), record: record)
        #expect(plan.changes.map(\.kind) == [.new])
        #expect(plan.invalidation.isEmpty)
        #expect(plan.intent == record)
        #expect(plan.writesRecord)
    }

    @Test func aDeletedFileIsInvalidated() throws {
        let record = SiteRecord(of: [index, about])
        let plan = plan([index], try SiteListing([index.object(), about.object()], record: record), record: record)
        #expect(plan.deletes.map(\.key) == ["about/index.html"])
        #expect(plan.deleteByteCount == 10)
        #expect(plan.invalidation.paths == ["/about", "/about/", "/about/index.html"])
        #expect(plan.intent == SiteRecord(of: [index], owed: ["about/index.html"]))
    }

    @Test func otherHeadersOnTheSameBytesAreACopyInPlace() throws {
        let record = SiteRecord(of: [index, style])
        let fixed = LocalFile.made(
            "style.css", "3", headers: ObjectHeaders(contentType: "text/css", cacheControl: "no-cache"))
        let listing = try SiteListing([index.object(), style.object()], record: record)
        let plan = plan([index, fixed], listing, record: record)
        #expect(
            plan.changes == [
                SiteFileChange(file: fixed, phase: .assets, kind: .headers(before: nil, etag: style.etag))
            ])
        #expect(plan.uploadByteCount == 0)
        #expect(plan.invalidation.paths == ["/style.css"])
    }

    @Test func headersThatTheRecordDoesNotKnowAreAskedForAndRepaired() throws {
        let record = SiteRecord(of: [index, style])
        let listing = try SiteListing([index.object(), style.object(at: 200)], record: record)
        let scan = SiteScan(files: [index, style])
        let standing = SiteStanding(record: record, listing: listing)
        #expect(SitePlan.keysWithUnknownHeaders(scan: scan, listing: listing, standing: standing) == ["style.css"])
        var wrong = style.headers
        wrong.contentType = "text/plain"
        wrong.metadata = ["by": "hand"]
        let repair = plan([index, style], listing, record: record, headers: ["style.css": wrong])
        let change = try #require(repair.changes.first)
        #expect(!change.isUpload)
        #expect(
            change.changedHeaders.map { "\($0.name): \($0.old ?? "-") -> \($0.new ?? "-")" } == [
                "content-type: text/plain -> text/css; charset=utf-8", "x-amz-meta-by: hand -> -",
            ])
        let right = plan([index, style], listing, record: record, headers: ["style.css": style.headers])
        #expect(right.changes.isEmpty)
        #expect(right.invalidation.paths == ["/style.css"])
        #expect(right.writesRecord, "else the headers would be read each time")
    }

    @Test func aHugeFileIsSentAgainBecauseS3CannotCopyIt() throws {
        let size: Int64 = 6 << 30
        let file = LocalFile.made("film.mp4", "1", byteCount: size, headers: ObjectHeaders(contentType: "a"))
        let other = LocalFile.made("film.mp4", "1", byteCount: size)
        let record = SiteRecord(of: [file])
        let plan = plan([other], try SiteListing([file.object()], record: record), record: record)
        #expect(plan.changes.map(\.isUpload) == [true])
    }

    @Test func withoutARecordEverythingIsOwed() throws {
        let listing = try SiteListing([index.object()], record: nil)
        let plan = plan([index], listing, record: nil, headers: ["index.html": index.headers])
        #expect(plan.changes.isEmpty)
        #expect(plan.invalidation == .everything)
        #expect(plan.intent == nil)
        #expect(plan.writesRecord)
    }

    @Test func excludedAndReservedObjectsAreLeftAlone() throws {
        let record = SiteRecord(of: [index])
        let others = [LocalFile.made("keep/me.zip").object(), LocalFile.made(".resumectl/lock").object()]
        let listing = try SiteListing([index.object()] + others, record: record, leftAlone: ["keep/"])
        #expect(plan([index], listing, record: record).isEmpty)
    }

    @Test(arguments: [(2, true), (3, false)])
    func tooManyDeletesAreRefused(limit: Int, isRefused: Bool) throws {
        let old = (1...3).map { LocalFile.made(ObjectKey("old\($0).html")) }
        let listing = try SiteListing(old.map { $0.object() }, record: SiteRecord(of: old))
        let plan = plan([index], listing, record: SiteRecord(of: old), maximumDeletes: limit)
        #expect((plan.refusal != nil) == isRefused)
        if isRefused {
            #expect(plan.refusal?.count == 3)
            #expect(plan.refusal?.limit == 2)
            #expect(plan.refusal?.firstKeys == ["old1.html", "old2.html", "old3.html"])
        }
    }

    @Test func namesThatSwiftTakesForEqualAreTwoObjects() throws {
        let composed = LocalFile.made("\u{e9}.html", "1")
        let decomposed = LocalFile.made("e\u{301}.html", "1")
        let record = SiteRecord(of: [decomposed])
        let plan = plan([composed], try SiteListing([decomposed.object()], record: record), record: record)
        #expect(plan.changes.map { Array($0.file.key.string.utf8) } == [Array("\u{e9}.html".utf8)])
        #expect(plan.deletes.map { Array($0.key.string.utf8) } == [Array("e\u{301}.html".utf8)])
    }
}
