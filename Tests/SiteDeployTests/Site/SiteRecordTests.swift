// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct SiteRecordTests {
    private let record = SiteRecord(
        entries: [
            "index.html": .init(etag: "e1", headersDigest: "d1"), "a b/é.html": .init(etag: "e2", headersDigest: nil),
            "tab\tand%.html": .init(etag: "e3-2", headersDigest: "d3"),
        ],
        owed: ["gone.html", "!"])

    @Test func bytesAreFixed() {
        #expect(
            String(decoding: record.bytes, as: UTF8.self) == """
                resumectl site record 1
                !\t-\t%21
                e2\t-\ta%20b/%C3%A9.html
                !\t-\tgone.html
                e1\td1\tindex.html
                e3-2\td3\ttab%09and%25.html

                """)
    }

    @Test func readingGivesWhatWasWritten() {
        #expect(SiteRecord(bytes: record.bytes) == record)
        let empty = SiteRecord(entries: [:])
        #expect(SiteRecord(bytes: empty.bytes) == empty)
    }

    @Test func aClaimKeepsWhatIsSettledAndOwedAndNamesItsOwner() throws {
        let claim = SiteRecord.claim(by: "run1", intent: record)
        let read = try #require(SiteRecord(bytes: claim))
        #expect(read.entries == record.entries && read.owed == record.owed && read.owner == "run1")
        #expect(record.owner == nil && !SiteRecord.isBareClaim(claim))
        #expect(SiteRecord.claim(by: "run2", intent: record) != claim)
    }

    @Test func aClaimWithoutARecordCountsAsNoRecord() {
        let claim = SiteRecord.claim(by: "run1", intent: nil)
        #expect(SiteRecord.isBareClaim(claim) && SiteRecord(bytes: claim) == nil)
    }

    @Test(arguments: ["resumectl site record 1\t\n", "resumectl site record 1\ta\tb\n", "resumectl site record 12\n"])
    func otherVersionLinesAreNoRecord(text: String) {
        #expect(SiteRecord(bytes: Array(text.utf8)) == nil)
    }

    @Test func anOwedKeyIsNotSettled() {
        let both = SiteRecord(entries: ["a": .init(etag: "e", headersDigest: "d")], owed: ["a"])
        #expect(both.entries.isEmpty)
    }

    @Test func keysAreHeldApartByBytes() {
        let entries: KeyMap<SiteRecord.Entry> = [
            "e\u{301}": .init(etag: "1", headersDigest: "d"), "\u{e9}": .init(etag: "2", headersDigest: "d"),
        ]
        #expect(entries.count == 2)
        #expect(SiteRecord(bytes: SiteRecord(entries: entries).bytes)?.entries == entries)
    }

    @Test(arguments: [
        "", "\n", "resumectl site record 1", "resumectl site record 2\n", "resumectl site record 1\n\n",
        "resumectl site record 1\ne\td\n", "resumectl site record 1\ne\td\ta\tb\n", "resumectl site record 1\n\td\ta\n",
        "resumectl site record 1\ne\t\ta\n", "resumectl site record 1\ne\td\t\n", "resumectl site record 1\ne\td\t%2\n",
        "resumectl site record 1\ne\td\t%ff\n", "resumectl site record 1\ne\td\t%61\n",
        "resumectl site record 1\ne\td\tb\ne\td\ta\n", "resumectl site record 1\ne\td\ta\ne\td\ta\n",
        "resumectl site record 1\ne\td\ta", "resumectl site record 1\n!\td\ta\n", "<?xml version=\"1.0\"?>\n",
        "resumectl site record 1\r\ne\td\ta\r\n",
    ])
    func whatIsNotARecordIsNone(text: String) {
        #expect(SiteRecord(bytes: Array(text.utf8)) == nil)
        #expect(SiteRecord(bytes: Array(text.utf8) + [0xff]) == nil)
    }
}
