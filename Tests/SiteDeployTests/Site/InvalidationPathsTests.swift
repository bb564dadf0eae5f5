// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct InvalidationPathsTests {
    @Test(arguments: [
        ("index.html", ["/", "/index.html"]),
        ("about/index.html", ["/about", "/about/", "/about/index.html"]),
        ("v1.2/index.html", ["/v1.2/", "/v1.2/index.html"]),
        ("about.html", ["/about.html"]),
        ("myindex.html", ["/myindex.html"]),
        ("a b.pdf", ["/a%20b.pdf"]),
        ("r\u{e9}sum\u{e9}.pdf", ["/r%C3%A9sum%C3%A9.pdf"]),
        ("cv (1).pdf", ["/cv%20%281%29.pdf", "/cv%20(1).pdf"]),
        ("a+b&c.txt", ["/a%2Bb%26c.txt", "/a+b&c.txt"]),
        ("100%.txt", ["/100%25.txt"]),
        ("what?.txt", ["/what%3F.txt"]),
        ("a#b.txt", ["/a%23b.txt"]),
        ("js/vendors~main.js", ["/js/vendors*"]),
        ("a*b.txt", ["/a*"]),
        ("[slug]/index.html", ["/*"]),
        ("x/[slug].html", ["/x/*"]),
        ("x (1)/a~.js", ["/x%20%281%29/a*", "/x%20(1)/a*"]),
        ("a//b.html", ["/a/*"]),
        ("a/../b.html", ["/a/*"]),
        ("./b.html", ["/*"]),
        ("folder/", ["/folder/"]),
        ("404.html", ["/*"]),
    ])
    func pathsOfOneKey(key: String, paths: [String]) {
        let key = ObjectKey(key)
        #expect(InvalidationPaths(changed: [key], among: [key], routing: SiteRouting()).paths == paths)
    }

    @Test(
        arguments: [
            (SiteRouting(cleanURLs: false), "about/index.html", ["/about/index.html"]),
            (SiteRouting(cleanURLs: false), "index.html", ["/", "/index.html"]),
            (SiteRouting(index: "home.htm"), "a/home.htm", ["/a", "/a/", "/a/home.htm"]),
            (SiteRouting(index: "home.htm"), "a/index.html", ["/a/index.html"]),
            (SiteRouting(notFound: nil), "404.html", ["/404.html"]),
            (SiteRouting(notFound: "errors/none.html"), "errors/none.html", ["/*"]),
        ] as [(SiteRouting, ObjectKey, [String])])
    func routingDecidesThePaths(routing: SiteRouting, key: ObjectKey, paths: [String]) {
        #expect(InvalidationPaths(changed: [key], among: [key], routing: routing).paths == paths)
    }

    @Test func nothingChangedIsNoPath() {
        #expect(InvalidationPaths(changed: [], among: ["a"], routing: SiteRouting()).isEmpty)
    }

    private func keys(_ count: Int, in folder: String) -> [ObjectKey] {
        (0..<count).map { ObjectKey("\(folder)\($0).html") }
    }

    @Test func upToThirtyPathsAreSentOneByOne() {
        let site = keys(100, in: "")
        #expect(InvalidationPaths(changed: site.prefix(30), among: site, routing: SiteRouting()).paths.count == 30)
        #expect(InvalidationPaths(changed: site.prefix(31), among: site, routing: SiteRouting()) == .everything)
    }

    @Test func aFolderThatChangedMostlyBecomesAWildcard() {
        let site = keys(100, in: "") + keys(40, in: "blog/2024/") + keys(3, in: "blog/")
        let changed = keys(40, in: "blog/2024/") + keys(2, in: "")
        let paths = InvalidationPaths(changed: changed, among: site, routing: SiteRouting()).paths
        #expect(paths == ["/0.html", "/1.html", "/blog/*"])
    }

    @Test func aFolderThatChangedLittleDoesNot() {
        let site = keys(100, in: "blog/") + keys(100, in: "")
        #expect(
            InvalidationPaths(changed: keys(31, in: "blog/"), among: site, routing: SiteRouting()) == .everything)
    }

    @Test func moreWildcardsThanCloudFrontLikesBecomeOne() {
        let folders = (0..<6).map { "f\($0)/" }
        let changed = folders.flatMap { keys(6, in: $0) }
        let site = changed + keys(100, in: "")
        #expect(InvalidationPaths(changed: changed, among: site, routing: SiteRouting()) == .everything)
        let fewer = folders.prefix(5).flatMap { keys(7, in: $0) }
        #expect(
            InvalidationPaths(changed: fewer, among: fewer + keys(100, in: ""), routing: SiteRouting()).paths
                == ["/f0/*", "/f1/*", "/f2/*", "/f3/*", "/f4/*"])
    }

    /// What browsers send: they encode only what they must, or the author of the link encoded everything.
    private func spellings(_ path: String) -> [String] {
        [
            path.utf8.map {
                PercentEncoding.isUnreserved($0) || "/!$&'()*+,;=:@[]|".utf8.contains($0)
                    ? String(Unicode.Scalar($0)) : PercentEncoding.escape($0)
            }.joined(),
            PercentEncoding.encoded(path, keeping: "/"),
        ]
    }

    @Test(arguments: 0..<300)
    func everyPathThatChangedIsCovered(seed: Int) {
        var random = SplitMix(seed: seed)
        let parts = [
            "a", "b", "blog", "2024", "x y", "(1)", "é", "日本", "v1.0", "~t", "q+r", "s*", "[t]", "100%", "c&d", "",
            "..", "e\u{301}",
        ]
        let names = ["index.html", "a.html", "style.css", "b (2).png", "ü.pdf", "w~1.js", "h#1.txt", "404.html"]
        let common = seed % 2 == 0 ? 5 : parts.count
        func key() -> ObjectKey {
            var path = ""
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                path += "\(parts[Int.random(in: 0..<common, using: &random)])/"
            }
            let number = seed % 3 == 0 ? "" : "\(Int.random(in: 0..<30, using: &random))"
            return ObjectKey(path + number + names[Int.random(in: 0..<names.count - seed % 5, using: &random)])
        }
        let site = (0..<Int.random(in: 1...300, using: &random)).map { _ in key() }
        let share = [0.02, 0.2, 0.6, 1][seed % 4]
        let changed =
            site.filter { _ in Double.random(in: 0..<1, using: &random) < share } + (seed % 7 == 0 ? [key()] : [])
        let routing = SiteRouting(cleanURLs: seed % 3 != 1)
        let result = InvalidationPaths(changed: changed, among: site, routing: routing)
        for key in changed {
            for spelling in routing.paths(of: key).flatMap(spellings) {
                #expect(result.covers(spelling), "\(spelling) by \(result.paths)")
            }
        }
        #expect(result.paths.count <= InvalidationPaths.mostPaths)
        #expect(result.paths.count { $0.hasSuffix("*") } <= InvalidationPaths.mostWildcards)
        #expect(Set(result.paths).count == result.paths.count)
        #expect(result == InvalidationPaths(changed: changed.reversed(), among: site.reversed(), routing: routing))
        for path in result.paths {
            #expect(path.hasPrefix("/") && !path.dropLast().contains("*") && path.utf8.count <= 4000)
            #expect(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"<>\"#{}|\\^~[]`".utf8.contains($0) })
        }
    }

    @Test(
        arguments: [
            ("/about", "/about"), ("about/", "/about/"), ("/*", "/*"), ("/img/*", "/img/*"), ("/a b.pdf", "/a%20b.pdf"),
            ("/a%20b.pdf", "/a%20b.pdf"), ("/é", "/%C3%A9"), ("/x?y=1", "/x?y=1"), ("/~me", "/%7Eme"), ("*", "/*"),
            ("", nil), ("/a*b", nil), ("/**", nil), ("/a\n", nil), ("/" + String(repeating: "a", count: 4000), nil),
        ] as [(String, String?)])
    func aPathThatAUserGave(argument: String, path: String?) {
        #expect(InvalidationPath.parse(argument) == path)
    }
}
