// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import Testing

@testable import ResumectlCommands

@Suite struct LinkTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let expected: [String]

        init(_ name: String, _ text: String, _ expected: [String]) {
            testDescription = name
            self.text = text
            self.expected = expected
        }
    }

    @Test(arguments: [
        Case("a link", #"<a href="about.html">x</a>"#, ["about.html"]),
        Case("no quotes", "<a href=about.html>x</a>", ["about.html"]),
        Case("single quotes, space, capitals", "<A HREF = 'about.html' >x</A>", ["about.html"]),
        Case("white space around", "<a href=\" a.html\n\">x</a>", ["a.html"]),
        Case("a closed tag", "<img src=a.png/><br/><img src='b.png'/>", ["a.png/", "b.png"]),
        Case("references", "<a href='?a=1&amp;b=&#50;&copy=3'>x</a>", ["?a=1&b=2&copy=3"]),
        Case(
            "media", "<video poster=p.jpg src=v.mp4><source src=w.webm><track src=t.vtt></video>",
            ["p.jpg", "v.mp4", "w.webm", "t.vtt"]),
        Case("srcset", "<img srcset='a.png 1x, b,c.png 2x,d.png' src=e.png>", ["a.png", "b,c.png", "d.png", "e.png"]),
        Case("a comment", "<!-- <a href=no> --><a href=yes>", ["yes"]),
        Case("an empty comment", "<!--><a href=yes>", ["yes"]),
        Case("a script", "<script src=a.js>'<a href=no>'</script><a href=yes>", ["a.js", "yes"]),
        Case("a title", "<title><a href=no></title><textarea><a href=no></textarea>", []),
        Case("a style", "<style>body { background: url(a.png) }</style><a href=yes>", ["a.png", "yes"]),
        Case("a style attribute", "<p style=\"background: url('a.png')\">", ["a.png"]),
        Case("the first of two", "<a href=one href=two>", ["one"]),
        Case(
            "only a connection", "<link rel='preconnect' href=https://x.org><link rel=stylesheet href=a.css>", ["a.css"]
        ),
        Case("less than", "<p>1 < 2 <a href=a>", ["a"]),
        Case("an end tag with attributes", "</a href=no><a href=yes>", ["yes"]),
        Case("cut off", "<a href=\"a.html", ["a.html"]),
        Case("nothing", "<a href=''><a href><a>", []),
        Case(
            "an object and a picture in SVG", "<object data=a.pdf></object><svg><image xlink:href=b.png /></svg>",
            ["a.pdf", "b.png"]),
    ])
    func thePagesLinksAreFound(_ c: Case) {
        #expect(HTMLLinks(Array(c.text.utf8)).links.map(\.address) == c.expected)
    }

    @Test(arguments: [
        Case("plain", "a { b: url(x.png) }", ["x.png"]),
        Case("quotes and space", "a { b: url( 'x y.png' ), URL(\"z.png\") }", ["x y.png", "z.png"]),
        Case("a comment", "/* url(no) */ a { b: url(yes) }", ["yes"]),
        Case("a text", "a { content: 'url(no)' }", []),
        Case("imports", "@import 'a.css'; @import url(b.css) screen; @charset 'utf-8';", ["a.css", "b.css"]),
        Case("a name that ends so", "a { b: curl(no) my-url(no) }", []),
        Case("escapes", "a { b: url(x\\ y\\).png) }", ["x y).png"]),
        Case("cut off", "a { b: url(x.png", ["x.png"]),
        Case("a line that is not closed", "a { content: 'x\n; b: url(y.png) }", ["y.png"]),
    ])
    func theStyleSheetsLinksAreFound(_ c: Case) {
        #expect(CSSLinks.find(in: Array(c.text.utf8)[...]).map(\.address) == c.expected)
    }

    @Test func linesAreCounted() {
        let page = HTMLLinks(Array("<p>\n\n<a\n href=a>\n<style>\n a { b: url(c) }\n</style>\n<a href=d>".utf8))
        #expect(
            page.links == [.init(address: "a", line: 4), .init(address: "c", line: 6), .init(address: "d", line: 8)])
    }

    struct Target: Sendable, CustomTestStringConvertible {
        let link: String
        let key: String
        let expected: SiteAddresses.Target
        var base: String?

        init(_ link: String, in key: String = "index.html", _ expected: SiteAddresses.Target, base: String? = nil) {
            self.link = link
            self.key = key
            self.expected = expected
            self.base = base
        }

        var testDescription: String { "\(link) in \(key)" }
    }

    private static let keys = [
        "index.html", "404.html", "about/index.html", "blog/one.html", "assets/Me.png", "a b/ü.txt", "v1.2/index.html",
    ]

    private static func missing(_ path: String, similar: String? = nil) -> SiteAddresses.Target {
        .missing(path: path, similar: similar)
    }

    @Test(arguments: [
        Target("/", .found), Target("about/", .found), Target("about", .found), Target("/about/index.html", .found),
        Target("#top", .found), Target("?page=2", .found), Target("about/?x=1#y", .found), Target("./about/", .found),
        Target("../", in: "about/index.html", .found), Target("..", in: "about/index.html", .found),
        Target("../../../about", in: "blog/one.html", .found),
        Target("two.html", in: "blog/one.html", missing("/blog/two.html")),
        Target("one.html", in: "about/index.html", missing("/about/one.html")),
        Target("/assets/me.png", missing("/assets/me.png", similar: "/assets/Me.png")),
        Target("/a%20b/%C3%BC.txt", .found), Target("/a%zz", missing("/a%zz")),
        Target("v1.2/", .found), Target("v1.2", missing("/v1.2")), Target("/blog/", missing("/blog/")),
        Target("mailto:me@example.com", .elsewhere), Target("data:image/png;base64,AA", .elsewhere),
        Target("javascript:void(0)", .elsewhere), Target("https://other.org/x", .elsewhere),
        Target("//cdn.other.org/x.js", .elsewhere), Target("https://example.com/about/", .found),
        Target("https://WWW.example.com", .found), Target("//example.com/nowhere", missing("/nowhere")),
        Target("/api/visitors", .found), Target("/api/other", .found), Target("/apis", missing("/apis")),
        Target("one.html", .found, base: "/blog/"), Target("one.html", .elsewhere, base: "https://other.org/"),
        Target("1:2", missing("/1:2")),
    ])
    func aLinkLeadsToAFileOfTheSite(_ t: Target) {
        let config = SiteConfig(
            name: "jane", domain: "example.com", aliases: ["www.example.com"], site: .init(path: "/site"),
            counter: .init(path: "/lambda"))
        #expect(
            SiteAddresses(keys: Self.keys, config: config).target(of: t.link, in: t.key, base: t.base) == t.expected)
    }

    @Test func withoutCleanAddressesAFolderIsNoPage() {
        let config = SiteConfig(name: "jane", site: .init(path: "/site", cleanURLs: false))
        let addresses = SiteAddresses(keys: Self.keys, config: config)
        #expect(addresses.target(of: "/about/", in: "index.html") == Self.missing("/about/"))
        #expect(addresses.target(of: "/", in: "index.html") == .found)
        #expect(addresses.target(of: "/api/visitors", in: "index.html") == Self.missing("/api/visitors"))
    }
}
