// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import SiteDeploy
import Testing

@testable import SitePreview

@Suite struct EdgeRulesTests {
    private static func config(
        cleanURLs: Bool = true, route: String? = "/api/visitors", exposure: SiteConfig.Counter.Exposure = .cloudfront
    ) -> SiteConfig {
        SiteConfig(
            name: "resume", domain: "example.com", aliases: ["www.example.com"],
            site: SiteConfig.Site(path: "/site", cleanURLs: cleanURLs),
            counter: route.map { SiteConfig.Counter(path: "/lambda", route: $0, exposure: exposure) })
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let expected: EdgeRules.Route
        var testDescription: String { path }

        init(_ path: String, _ expected: EdgeRules.Route) {
            self.path = path
            self.expected = expected
        }
    }

    @Test(arguments: [
        Case("/", .object("index.html")), Case("/about", .object("about/index.html")),
        Case("/about/", .object("about/index.html")), Case("/style.css", .object("style.css")),
        Case("/v1.2/", .object("v1.2/index.html")), Case("/v1.2", .object("v1.2")),
        Case("/a%20b.txt", .object("a b.txt")), Case("/caf%C3%A9/", .object("café/index.html")),
        Case("/100%", .object("100%/index.html")), Case("/a%2Fb.css", .object("a/b.css")),
        Case("//", .object("/index.html")), Case("/../secret.txt", .object("../secret.txt")),
        Case("/api/visitors", .api), Case("/api/", .api), Case("/api/other", .api),
        Case("/api", .object("api/index.html")),
        Case("/x/../api/visitors", .api), Case("/%61pi/visitors", .api),
        Case("/API/visitors", .object("API/visitors/index.html")),
    ])
    func whereAPathGoes(_ one: Case) {
        #expect(EdgeRules(Self.config()).route(PreviewRequest(path: one.path)) == one.expected)
    }

    @Test func withoutCleanURLsOnlyTheTopHasAPage() {
        let rules = EdgeRules(Self.config(cleanURLs: false))
        #expect(rules.route(PreviewRequest(path: "/")) == .object("index.html"))
        #expect(rules.route(PreviewRequest(path: "/about/")) == .object("about/"))
    }

    @Test func theSiteTakesReadingMethodsAndTheAPIAllThatCloudFrontKnows() {
        let rules = EdgeRules(Self.config())
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
            guard case .refused = rules.route(PreviewRequest(method: method)) else {
                Issue.record("\(method) was taken")
                continue
            }
            #expect(rules.route(PreviewRequest(method: method, path: "/api/visitors")) == .api)
        }
        #expect(rules.route(PreviewRequest(method: "HEAD")) == .object("index.html"))
        guard case .refused = rules.route(PreviewRequest(method: "TRACE", path: "/api/visitors")) else {
            Issue.record("TRACE was taken")
            return
        }
    }

    @Test func anAPIWithAnAddressOfItsOwnIsReachedByItsRouteAlone() {
        let rules = EdgeRules(Self.config(exposure: .direct))
        #expect(rules.route(PreviewRequest(path: "/api/visitors")) == .api)
        #expect(rules.route(PreviewRequest(path: "/api/other.css")) == .object("api/other.css"))
    }

    @Test(arguments: [
        ("", ""), ("a=1", "?a=1"), ("a=", "?a"), ("a", "?a"), ("b=1&a=2&b=3", "?b=1&b=3&a=2"),
        ("x=1&10=a&2=b", "?2=b&10=a&x=1"), ("a=b=c&&d", "?a=b=c&d"), ("q=%20%26", "?q=%20%26"),
        ("01=a&1=b", "?1=b&01=a"),
    ])
    func anAliasLeadsToTheSameAddressOfTheDomain(query: String, expected: String) {
        let request = PreviewRequest(host: "www.example.com", path: "/about", query: query)
        #expect(
            EdgeRules(Self.config()).route(request) == .redirect(location: "https://example.com/about\(expected)"))
    }
}
