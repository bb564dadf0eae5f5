// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteConfig

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ConfigLoaderTests {
    @Test func `the smallest file has the documented defaults`() throws {
        let yaml = """
            name: resume
            domain: example.com
            site:
              path: ../site
            counter:
              path: ../lambda
            """
        let config = try ConfigLoader.load(text: yaml, file: "/home/me/config/resume.yaml")
        #expect(
            config
                == SiteConfig(
                    name: "resume", file: "/home/me/config/resume.yaml", domain: "example.com",
                    aliases: ["www.example.com"], dns: .init(), site: .init(path: "/home/me/site"),
                    counter: .init(path: "/home/me/lambda")))
        #expect(config.site.index == "index.html")
        #expect(config.cdn == .init(priceClass: .class100, httpVersion: .http2and3, minimumTLS: .tls12Of2021))
        #expect(config.counter?.runtime == "python3.13")
        #expect(config.counter?.throttling == .init(rate: 10, burst: 20))
    }

    @Test(arguments: [
        ("config/r.yaml", "../site", "/home/site"),
        ("r.yaml", "site", "/home/site"),
        ("./a/../r.yaml", "./site/", "/home/site"),
        ("/etc/x/r.yaml", "s//t", "/etc/x/s/t"),
        ("r.yaml", "/srv/site", "/srv/site"),
        ("r.yaml", "../../../site", "/site"),
        ("r.yaml", ".", "/home"),
    ])
    func `paths are relative to the file`(_ file: String, _ path: String, _ expected: String) throws {
        let config = try ConfigLoader.load(
            text: "name: resume\nsite: {path: \(path)}", file: file, workingDirectory: "/home")
        #expect(config.site.path == expected)
    }

    @Test(arguments: [
        ("example.com", ["www.example.com"]), ("Example.COM", ["www.example.com"]),
        ("example.co.uk", ["www.example.co.uk"]),
        ("www.example.com", []), ("resume.example.com", []), ("a.example.co.uk", []), ("co.uk", []),
        ("xn--mller-kva.de", ["www.xn--mller-kva.de"]), ("a.b.c.d", []),
    ])
    func `www is added to a domain that is an apex`(_ domain: String, _ aliases: [String]) throws {
        let config = try ConfigLoader.load(text: minimal("domain: \(domain)"), file: "r.yaml")
        #expect(config.domain == domain.lowercased())
        #expect(config.aliases == aliases)
        let none = try ConfigLoader.load(text: minimal("domain: \(domain)\naliases: []"), file: "r.yaml")
        #expect(none.aliases == [])
    }

    /// A value other than the default for each key that holds one.
    static let samples: [(path: String, yaml: String, isChanged: @Sendable (SiteConfig) -> Bool)] = [
        ("name", "name: other", { $0.name == "other" }),
        ("region", "region: eu-west-1", { $0.region == "eu-west-1" }),
        ("account", "account: '012345678901'", { $0.account == "012345678901" }),
        ("role", "role: arn:aws:iam::123456789012:role/d", { $0.role?.hasSuffix("/d") == true }),
        ("domain", "domain: cv.example.org", { $0.domain == "cv.example.org" && $0.aliases == [] }),
        ("aliases", "aliases: [A.example.com]", { $0.aliases == ["a.example.com"] }),
        ("dns.zone", "dns: {zone: Example.com}", { $0.dns == .init(zone: .name("example.com")) }),
        ("dns.zone", "dns: {zone: Z0123456789}", { $0.dns == .init(zone: .id("Z0123456789")) }),
        ("dns.createZone", "dns: {createZone: true}", { $0.dns == .init(createZone: true) }),
        ("site.path", "site: {path: /x}", { $0.site.path == "/x" }),
        ("site.index", "site: {index: home.html}", { $0.site.index == "home.html" }),
        ("site.notFound", "site: {notFound: e/404.html}", { $0.site.notFound == "e/404.html" }),
        ("site.cleanUrls", "site: {cleanUrls: false}", { !$0.site.cleanURLs }),
        ("site.exclude", "site: {exclude: ['*.psd']}", { $0.site.exclude.map(\.source) == ["*.psd"] }),
        (
            "site.headers.match", "site: {headers: [{match: a, cacheControl: no-store}, {match: b, contentType: a/b}]}",
            { $0.site.headerRules.map(\.match.source) == ["a", "b"] }
        ),
        ("site.headers.cacheControl", header("cacheControl: no-store"), { rule($0)?.cacheControl == "no-store" }),
        ("site.headers.contentType", header("contentType: text/x"), { rule($0)?.contentType == "text/x" }),
        (
            "site.headers.contentDisposition", header("contentDisposition: inline"),
            { rule($0)?.contentDisposition == "inline" }
        ),
        ("site.headers.contentEncoding", header("contentEncoding: br"), { rule($0)?.contentEncoding == "br" }),
        ("site.headers.contentLanguage", header("contentLanguage: de"), { rule($0)?.contentLanguage == "de" }),
        ("site.headers.metadata", header("metadata: {a: b}"), { rule($0)?.metadata == ["a": "b"] }),
        ("cdn.priceClass", "cdn: {priceClass: PriceClass_All}", { $0.cdn.priceClass == .all }),
        ("cdn.httpVersion", "cdn: {httpVersion: http2}", { $0.cdn.httpVersion == .http2 }),
        ("cdn.minimumTls", "cdn: {minimumTls: TLSv1.3_2025}", { $0.cdn.minimumTLS == .tls13Of2025 }),
        ("counter.path", "counter: {path: /y}", { $0.counter?.path == "/y" }),
        ("counter.handler", "counter: {handler: a/b.c}", { $0.counter?.handler == "a/b.c" }),
        ("counter.runtime", "counter: {runtime: nodejs24.x}", { $0.counter?.runtime == "nodejs24.x" }),
        ("counter.runtime", "counter: {runtime: provided.al2023}", { $0.counter?.handler == "bootstrap" }),
        ("counter.architecture", "counter: {architecture: x86_64}", { $0.counter?.architecture == .x86 }),
        ("counter.memory", "counter: {memory: 512}", { $0.counter?.memory == 512 }),
        ("counter.timeout", "counter: {timeout: 29}", { $0.counter?.timeout == 29 }),
        (
            "counter.environment", "counter: {environment: {LEVEL: '${X}', EMPTY: ''}}",
            { $0.counter?.environment == ["LEVEL": "${X}", "EMPTY": ""] }
        ),
        ("counter.route", "counter: {route: /hits}", { $0.counter?.route == "/hits" }),
        ("counter.exposure", "counter: {exposure: direct}", { $0.counter?.exposure == .direct }),
        ("counter.throttling.rate", "counter: {throttling: {rate: 3}}", { $0.counter?.throttling.rate == 3 }),
        ("counter.throttling.burst", "counter: {throttling: {burst: 3}}", { $0.counter?.throttling.burst == 3 }),
        ("counter.logRetentionDays", "counter: {logRetentionDays: 7}", { $0.counter?.logRetentionDays == 7 }),
        ("counter.exclude", "counter: {exclude: [x]}", { $0.counter?.exclude.map(\.source) == ["x"] }),
        ("tags", "tags: {Owner: '1', b c: ''}", { $0.tags == ["Owner": "1", "b c": ""] }),
        ("names.bucket", "names: {bucket: bbb}", { $0.bucketName(account: "1", region: "2") == "bbb" }),
        ("names.table", "names: {table: ttt}", { $0.tableName == "ttt" }),
        (
            "names.function", "names: {function: f}",
            { $0.functionName == "f" && $0.logGroupName == "/aws/lambda/f" }
        ),
        ("names.role", "names: {role: r}", { $0.roleName == "r" }),
        ("names.logGroup", "names: {logGroup: /l}", { $0.logGroupName == "/l" }),
        ("names.api", "names: {api: a}", { $0.apiName == "a" }),
        ("names.edgeFunction", "names: {edgeFunction: e}", { $0.edgeFunctionName == "e" }),
        ("names.originAccessControl", "names: {originAccessControl: o}", { $0.originAccessControlName == "o" }),
    ]

    private static func header(_ line: String) -> String { "site: {headers: [{match: a, \(line)}]}" }
    private static func rule(_ config: SiteConfig) -> SiteConfig.HeaderRule? { config.site.headerRules.first }

    static let base = """
        name: resume
        domain: example.com
        site: {path: site}
        counter: {path: lambda}
        environments:
          other:
        """

    @Test(arguments: samples.indices)
    func `each key changes its value, here set in an environment`(_ index: Int) throws {
        let sample = Self.samples[index]
        let plain = try ConfigLoader.load(text: Self.base, file: "/c/r.yaml")
        #expect(!sample.isChanged(plain), "the sample must differ from the default")
        let config = try ConfigLoader.load(
            text: Self.base + "\n    \(sample.yaml)\n", file: "/c/r.yaml", environment: "other")
        #expect(sample.isChanged(config))
        let path = sample.path.replacing("site.headers.", with: "site.headers[0].")
        #expect(config.position(of: path)?.line == 7)
        #expect(plain.position(of: path)?.line != 7)
    }

    @Test func `every key that holds a value has a sample`() {
        #expect(Set(Self.samples.map(\.path)) == Set(KeyList.all.filter(\.isLeaf).map(\.path)))
    }

    @Test func `names follow from the name and its environment`() throws {
        let config = try ConfigLoader.load(text: Self.base, file: "r.yaml", environment: "other")
        #expect(config.name == "resume-other")
        #expect(config.environment == "other")
        #expect(
            config.bucketName(account: "123456789012", region: "us-east-1") == "resume-other-123456789012-us-east-1")
        #expect(config.tableName == "resume-other-visitors")
        #expect(config.functionName == "resume-other-counter")
        #expect(config.roleName == "resume-other-counter")
        #expect(config.logGroupName == "/aws/lambda/resume-other-counter")
        #expect(config.apiName == "resume-other")
        #expect(config.edgeFunctionName == "resume-other-viewer-request")
        #expect(config.originAccessControlName == "resume-other")
    }

    @Test func `an environment merges groups, replaces the rest and removes with null`() throws {
        let yaml = """
            name: resume
            region: eu-west-1
            domain: example.com
            dns: {zone: example.com}
            site: {path: site, exclude: [a, b], index: home.html}
            counter: {path: lambda, memory: 256, environment: {AA: '1', BB: '2'}}
            tags: {a: '1', b: '2'}
            environments:
              staging:
                domain: ~
                site: {exclude: [c], index: null}
                counter: {timeout: 7, environment: {BB: null, CC: '3'}}
                tags: {b: '3', c: null}
                names: {table: null, role: x}
              preview: {counter: null, name: demo}
            """
        let staging = try ConfigLoader.load(text: yaml, file: "/c/r.yaml", environment: "staging", region: "us-west-2")
        #expect(
            staging
                == SiteConfig(
                    name: "resume-staging", file: "/c/r.yaml", environment: "staging", region: "us-west-2",
                    site: .init(path: "/c/site", exclude: [try GlobPattern("c")]),
                    counter: .init(
                        path: "/c/lambda", memory: 256, timeout: 7, environment: ["AA": "1", "CC": "3"]),
                    tags: ["a": "1", "b": "3"], names: .init(role: "x")))
        #expect(staging.position(of: "site.path")?.line == 5)
        #expect(staging.position(of: "site.exclude[0]")?.line == 11)
        #expect(staging.position(of: "site.index") == nil)
        #expect(staging.closestPosition(of: "site.index").line == 11)
        #expect(staging.closestPosition(of: "nothing") == .wholeFile("/c/r.yaml"))

        let preview = try ConfigLoader.load(text: yaml, file: "/c/r.yaml", environment: "preview")
        #expect(preview.name == "demo")
        #expect(preview.counter == nil)
        #expect(preview.aliases == ["www.example.com"])
    }

    @Test func `positions do not make two configurations different`() throws {
        let one = try ConfigLoader.load(text: "name: resume\nsite: {path: /x}", file: "r.yaml")
        let other = try ConfigLoader.load(text: "# x\nsite:\n  path: /x\nname: resume\n", file: "r.yaml")
        #expect(one == other)
        #expect(one.position(of: "name") != other.position(of: "name"))
    }
}

// MARK: - Files

extension ConfigLoaderTests {
    @Test func `a file is read with its byte order mark, and the report names it as given`() throws {
        try withFolder { folder in
            let path = "\(folder)/r.yaml"
            try Data([0xEF, 0xBB, 0xBF] + Array("name: resume\nsite: {path: s}\n".utf8)).write(to: URL(filePath: path))
            let config = try ConfigLoader.load(path: path)
            #expect(config.site.path == "\(folder)/s")
            #expect(config.position(of: "name") == SourcePosition(file: path, line: 1, column: 7))
        }
    }

    @Test(
        arguments: [
            ("missing.yaml", nil, "there is no such file"),
            ("", nil, "this is a folder, not a file"),
            ("u16.yaml", [0xFF, 0xFE, 0x6E, 0x00], "the file is UTF-16, expected UTF-8"),
            ("big.yaml", Array(repeating: 0x23, count: 256 * 1024 + 1), "the file is larger than 256 KB"),
        ] as [(String, [UInt8]?, String)])
    func `what is no readable file is refused`(_ name: String, _ bytes: [UInt8]?, _ message: String) throws {
        try withFolder { folder in
            let path = name.isEmpty ? folder : "\(folder)/\(name)"
            if let bytes { try Data(bytes).write(to: URL(filePath: path)) }
            let error = #expect(throws: ConfigError.self) { try ConfigLoader.load(path: path) }
            #expect(error?.diagnostics.map(\.message) == [message])
            #expect(error?.diagnostics.map(\.position) == [.wholeFile(path)])
        }
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0x62, 0xFF, 0x63], 2, 2),
            ([0x61, 0x0A, 0xC3, 0x28], 2, 1),
            ([0xC3, 0xA9, 0x80], 1, 2),
            ([0x61, 0xF0, 0x9F, 0x98], 1, 2),
            ([0xFF], 1, 1),
        ] as [([UInt8], Int, Int)])
    func `bytes that are not UTF-8 are found`(_ bytes: [UInt8], _ line: Int, _ column: Int) {
        let error = #expect(throws: ConfigError.self) { try ConfigLoader.decode(Data(bytes), file: "r.yaml") }
        let position = SourcePosition(file: "r.yaml", line: line, column: column)
        #expect(error?.diagnostics.map(\.position) == [position])
    }

    @Test func `the folders and pages that are named must exist`() throws {
        try withFolder { folder in
            let files = FileManager.default
            let text = """
                name: resume
                site:
                  path: site
                  notFound: missing.html
                  exclude: [index.html]
                counter:
                  path: site/lambda
                  handler: a.b.handler
                """
            func messages(_ text: String) throws -> [String] {
                try ConfigLoader.load(text: text, file: "\(folder)/r.yaml").checkFiles().map {
                    "\($0.position.line):\($0.position.column) \($0.message)".replacing(folder, with: "F")
                }
            }
            #expect(
                try messages(text) == [
                    #"3:9 site.path: there is no folder "F/site""#,
                    #"7:9 counter.path: there is no folder "F/site/lambda""#,
                ])
            try files.createDirectory(atPath: "\(folder)/site/lambda/a", withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: "\(folder)/site/index.html"))
            #expect(
                try messages(text) == [
                    #"3:3 site.index: "index.html" is left out by the pattern "index.html""#,
                    #"4:13 site.notFound: there is no file "missing.html" in "F/site""#,
                    #"7:9 counter.path: the function lies in the folder that is published, "F/site""#,
                    #"8:12 counter.handler: there is no file "a/b.py" in "F/site/lambda""#,
                ])
            try Data().write(to: URL(filePath: "\(folder)/site/lambda/a/b.py"))
            let good = text.replacing("  notFound: missing.html\n", with: "").replacing(
                "[index.html]", with: "[/lambda]")
            #expect(try messages(good) == [])
            let beside = good.replacing("path: site\n", with: "path: .\n").replacing("[/lambda]", with: "[site]")
            try Data().write(to: URL(filePath: "\(folder)/index.html"))
            #expect(
                try messages(beside) == [#"3:9 site.path: this file lies in the folder that is published, "F""#])
            #expect(try messages(beside.replacing("[site]", with: "[site, '*.yaml']")) == [])
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }
}
