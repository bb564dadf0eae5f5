// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteConfig

@Suite struct SiteClashesTests {
    private func config(_ file: String, _ text: String) throws -> SiteConfig {
        try ConfigLoader.load(text: text + "\nsite: { path: site }\n", file: file, workingDirectory: "/project")
    }

    @Test func sitesWithNothingInCommonDoNotClash() throws {
        let sites = try [
            config("a.yaml", "name: one\ndomain: a.org\ncounter: { path: lambda }"),
            config("b.yaml", "name: two\ndomain: b.org\naliases: [www.b.org]\ncounter: { path: lambda }"),
        ]
        #expect(SiteConfig.clashes(among: sites).isEmpty)
    }

    @Test(arguments: [
        ("name: one", "name: one", "b.yaml:1:7", "the name \"one\""),
        ("name: one\ndomain: a.org", "name: two\ndomain: a.org", "b.yaml:2:9", "the domain \"a.org\""),
        (
            "name: one\ndomain: a.org\naliases: [www.a.org]", "name: two\ndomain: b.org\naliases: [x.b.org, www.a.org]",
            "b.yaml:3:20", "the domain \"www.a.org\""
        ),
        (
            "name: one\nnames: { bucket: files }", "name: two\nnames: { bucket: files }", "b.yaml:2:18",
            "the bucket \"files\""
        ),
        (
            "name: one\ncounter: { path: lambda }",
            "name: two\nnames: { table: one-visitors }\ncounter: { path: lambda }",
            "b.yaml:2:17", "the table \"one-visitors\""
        ),
    ])
    func whatTwoSitesClaimIsToldAtTheSecond(first: String, second: String, place: String, what: String) throws {
        let found = SiteConfig.clashes(among: try [config("a.yaml", first), config("b.yaml", second)])
        #expect(found.map(\.message) == ["\(what) is that of a.yaml too"])
        #expect(found.map { "\($0.position)" } == [place])
    }

    @Test func theSameNameInAnotherRegionIsAnotherFunction() throws {
        let sites = try [
            config("a.yaml", "name: one\nregion: eu-west-1\ncounter: { path: lambda }"),
            config(
                "b.yaml", "name: two\nregion: us-east-1\nnames: { function: one-counter }\ncounter: { path: lambda }"),
        ]
        #expect(SiteConfig.clashes(among: sites).isEmpty)
    }
}
