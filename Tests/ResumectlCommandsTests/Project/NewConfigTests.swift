// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import Testing

@testable import ResumectlCommands

@Suite struct NewConfigTests {
    static let configs: [NewConfig] = [
        NewConfig(
            name: "jane", domain: nil, region: "us-east-1", sitePath: "../site", functionPath: "../lambda",
            hasSampleSite: true),
        NewConfig(
            name: "jane", domain: "example.com", region: "eu-central-1", sitePath: "../public", functionPath: nil,
            hasSampleSite: false, generator: SiteGenerator.all.first { $0.name == "Hugo" }, zone: .found("example.com")),
        NewConfig(
            name: "jane-doe", domain: "cv.example.co.uk", region: "us-west-2", sitePath: "../My Site \"1\"",
            functionPath: "../l ä", hasSampleSite: false, zone: .missing),
    ]

    @Test(arguments: configs)
    func theFileSaysWhatWasAnswered(_ new: NewConfig) throws {
        let config = try ConfigLoader.load(text: new.text, file: "/p/config/resume.yaml")
        #expect(config.name == new.name)
        #expect(config.domain == new.domain)
        #expect(config.region == new.region)
        #expect(config.site.path == FilePath.resolve(new.sitePath, from: "/p/config"))
        #expect(config.counter?.path == new.functionPath.map { FilePath.resolve($0, from: "/p/config") })
    }

    /// What is offered as a comment works when the comment signs are taken away.
    @Test(arguments: configs)
    func everyOfferedLineIsAKeyThatExists(_ new: NewConfig) throws {
        let keys = [
            "account: \"123456789012\"", "dns:", "  createZone: true", "environments:", "  staging:", "counter:",
            "  path: ../lambda", "    tags:", "      stage: staging",
        ]
        let domain = new.domain == nil ? ["domain: example.com"] : []
        let lines = new.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let text = line.hasPrefix("# ") ? String(line.dropFirst(2)) : String(line)
            let isOffered = (keys + domain).contains(text) || text.hasPrefix("    domain: ")
            return isOffered ? text : String(line)
        }
        let opened = lines.joined(separator: "\n")
        #expect(opened != new.text)
        if case .found = new.zone { return }
        let config = try ConfigLoader.load(text: opened, file: "/p/config/resume.yaml", environment: "staging")
        #expect(config.name == "\(new.name)-staging")
        #expect(config.account == "123456789012")
    }

    @Test func aWorkflowSaysWhereTheSiteIsMade() throws {
        let hugo = try #require(SiteGenerator.all.first { $0.name == "Hugo" })
        let text = "steps:\n  - uses: a/checkout@1\n  - id: site\n    uses: OWNER/resumectl@COMMIT\n"
        #expect(
            NewProject.workflow(text, making: hugo) == """
                steps:
                  - uses: a/checkout@1
                  # The site has to be made first: install Hugo here, then
                  # - run: hugo
                  - id: site
                    uses: OWNER/resumectl@COMMIT

                """)
    }

    @Test(arguments: [
        ("/p/site", "/p/config", "../site"), ("/p/site", "/p", "site"), ("/p/a/b", "/p/c/d", "../../a/b"),
        ("/p", "/p/config", ".."), ("/p", "/p", "."), ("/a", "/b", "../a"),
    ])
    func aPathIsSeenFromTheFile(target: String, folder: String, expected: String) {
        #expect(NewConfig.path(of: target, from: folder) == expected)
    }

    @Test(arguments: [
        ("jane", "jane"), ("Jane Doe's Site", "jane-doe-s-site"), ("---", "resume"), ("x", "resume"), ("", "resume"),
        ("résumé", "r-sum"), (String(repeating: "a", count: 50), String(repeating: "a", count: 32)),
    ])
    func aNameComesFromTheFolder(folder: String, expected: String) {
        #expect(InitQuestions.name(from: folder) == expected)
    }
}
