// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct ObjectHeadersTests {
    @Test func digestIsFixedForAllTime() {
        // A change here makes every deployed site read the headers of all its objects again.
        let headers = ObjectHeaders(contentType: "text/html", cacheControl: "no-cache", metadata: ["A": "1", "b": "2"])
        #expect(headers.digest == "c279b399ed483429")
    }

    @Test func digestDiffersWithEveryField() {
        let variants = [
            ObjectHeaders(contentType: "a"), ObjectHeaders(contentType: "b"),
            ObjectHeaders(contentType: "a", cacheControl: "c"),
            ObjectHeaders(contentType: "a", contentDisposition: "c"),
            ObjectHeaders(contentType: "a", contentEncoding: "c"),
            ObjectHeaders(contentType: "a", contentLanguage: "c"),
            ObjectHeaders(contentType: "a", metadata: ["c": ""]), ObjectHeaders(contentType: "a", metadata: ["c": "d"]),
            ObjectHeaders(contentType: "a", metadata: ["cd": ""]),
        ]
        #expect(Set(variants.map(\.digest)).count == variants.count)
    }

    @Test func emptyValuesAndCaseOfMetadataDoNotCount() {
        #expect(ObjectHeaders(contentType: "a", cacheControl: "") == ObjectHeaders(contentType: "a"))
        #expect(
            ObjectHeaders(contentType: "a", metadata: ["Key": "v"])
                == ObjectHeaders(contentType: "a", metadata: ["key": "v"]))
    }

    @Test func laterRulesWinForEachHeaderOnItsOwn() throws {
        let choice = HeaderChoice(rules: [
            .init(match: try GlobPattern("*.html"), cacheControl: "one", contentLanguage: "en", metadata: ["a": "1"]),
            .init(match: try GlobPattern("de/**"), contentLanguage: "de", metadata: ["a": "2", "b": "3"]),
            .init(match: try GlobPattern("*.css"), cacheControl: "never used here"),
        ])
        #expect(
            choice.headers(for: "de/index.html")
                == ObjectHeaders(
                    contentType: "text/html; charset=utf-8", cacheControl: "one", contentLanguage: "de",
                    metadata: ["a": "2", "b": "3"]))
        #expect(choice.headers(for: "a.png") == ObjectHeaders(contentType: "image/png", cacheControl: CacheRules.hour))
    }

    @Test func compressedDrawingsSayThatTheyAre() {
        #expect(HeaderChoice().headers(for: "a.SVGZ").contentEncoding == "gzip")
    }
}
