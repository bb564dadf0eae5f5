// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SitePreview

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ConditionalRequestTests {
    private static let modified = Date(timeIntervalSince1970: 1_800_000_000.5)
    private static let same = "Fri, 15 Jan 2027 08:00:00 GMT"
    private static let earlier = "Fri, 15 Jan 2027 07:59:59 GMT"

    private static func decide(_ headers: HeaderFields, method: String = "GET") -> ConditionalRequest {
        ConditionalRequest(
            PreviewRequest(method: method, headers: headers), etag: "\"abc\"", modified: modified, byteCount: 100)
    }

    @Test(arguments: [
        ("\"abc\"", true), ("W/\"abc\"", true), ("\"x\", \"abc\"", true), ("*", true), ("\"x\"", false), ("abc", false),
    ])
    func aTagThatTheBrowserHasSavesTheAnswer(tag: String, isUnchanged: Bool) {
        #expect(Self.decide(["if-none-match": tag]) == (isUnchanged ? .unchanged : .whole))
        // A tag counts more than a date.
        #expect(
            Self.decide(["If-None-Match": tag, "If-Modified-Since": Self.same]) == (isUnchanged ? .unchanged : .whole))
    }

    @Test func aDateCountsInWholeSeconds() {
        #expect(Self.decide(["If-Modified-Since": Self.same]) == .unchanged)
        #expect(Self.decide(["If-Modified-Since": Self.earlier]) == .whole)
        #expect(Self.decide(["If-Modified-Since": "yesterday"]) == .whole)
    }

    @Test(arguments: [
        ("bytes=0-9", ConditionalRequest.part(0..<10)), ("bytes=90-", .part(90..<100)), ("bytes=-5", .part(95..<100)),
        ("bytes=-500", .part(0..<100)), ("bytes=50-1000", .part(50..<100)), ("bytes=99-99", .part(99..<100)),
        ("bytes=100-", .beyond), ("bytes=9-3", .beyond), ("bytes=-0", .beyond), ("bytes=0-1,5-6", .whole),
        ("lines=0-9", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
    ])
    func aRangeIsAPartOfTheFile(range: String, expected: ConditionalRequest) {
        #expect(Self.decide(["Range": range]) == expected)
        #expect(Self.decide(["Range": range], method: "HEAD") == .whole)
    }

    @Test(arguments: [("\"abc\"", true), ("\"x\"", false), (Self.same, true), (Self.earlier, false)])
    func aRangeOfAnotherStateOfTheFileIsTheWhole(condition: String, isPart: Bool) {
        #expect(Self.decide(["Range": "bytes=0-9", "If-Range": condition]) == (isPart ? .part(0..<10) : .whole))
    }
}
