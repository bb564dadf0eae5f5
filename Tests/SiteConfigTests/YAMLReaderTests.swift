// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteConfig

@Suite struct YAMLReaderTests {
    static let needs = #"It needs at least "name: ..." and "site:" with "path: ..." below it."#
    static let cases = [
        ConfigCase("empty", "", "the file is empty | \(needs)"),
        ConfigCase("comments alone", "# x\n", "the file is empty | \(needs)"),
        ConfigCase("a null document", "---\n~\n", "the file is empty | \(needs)"),
        ConfigCase(
            "a tab", "name: resume\nsite:\n\tpath: x\n", "3:1: a tab cannot indent a line of YAML | Use spaces."),
        ConfigCase(
            "two documents", minimal("---\nname: b"),
            #"4:1: the file holds more than one YAML document | Leave out the line "---"; "#
                + #"use "environments:" for variants of a site."#),
        ConfigCase(
            "a control character", "name: re\u{7}sume\n",
            "1:9: the character U+0007 cannot be part of a YAML file | "
                + "Remove it, or write it as an escape in double quotes."),
        ConfigCase(
            "a glob without quotes", "name: resume\nsite:\n  path: x\n  exclude: [*.html]\n",
            "4:14: the file is not valid YAML: did not find expected alphabetic or numeric character while scanning an "
                + #"alias | A value that starts with * needs quotes: "*.html"."#),
        ConfigCase(
            "an unknown alias", "name: *resume\n",
            "1:7: the file is not valid YAML: found undefined alias | "
                + #"A value that starts with * needs quotes: "*.html"."#),
        ConfigCase(
            "a colon in a value", "name: a: b\n",
            "1:8: the file is not valid YAML: mapping values are not allowed in this context | A value with a colon and "
                + "a space in it needs quotes; a key needs the same indent as its neighbours."),
        ConfigCase(
            "an open quote", "name: \"abc\n",
            "2:1: the file is not valid YAML: found unexpected end of stream while scanning a quoted scalar | "
                + "The \" on line 1 is not closed."),
        ConfigCase(
            "an open brace", "site: {path: x\n",
            "2:1: the file is not valid YAML: did not find expected ',' or '}' while parsing a flow mapping | "
                + "The { on line 1 is not closed."),
        ConfigCase(
            "a list", "- a\n",
            #"1:1: expected a group of keys, found a list | Write keys such as "name:", "region:", "domain:"."#),
        ConfigCase(
            "a text", "hello\n",
            #"1:1: expected a group of keys, found the text "hello" | "#
                + #"Write keys such as "name:", "region:", "domain:"."#),
        ConfigCase(
            "a list as key", minimal("? [a]\n: x"), "3:3: a key must be text, found a list or a group of keys"),
        ConfigCase(
            "tags", "name: !Ref resume\nregion: !!str eu-central-1\nsite: !x {path: !!binary aGVsbG8=}\n",
            #"1:7: YAML tags such as "!Ref" are not supported | Write the value itself; quotes make any value text."#,
            #"3:7: YAML tags such as "!x" are not supported | Write the value itself; quotes make any value text."#,
            #"3:17: YAML tags such as "!!binary" are not supported | "#
                + "Write the value itself; quotes make any value text."),
        ConfigCase(
            "repeated keys, with the other mistakes",
            "name: resume\nname: b\nsite:\n  path: x\n  'path': y\n  path: z\n  zzz: 1\n\"name\": c\n",
            #"2:1: the key "name" is set twice | It is set first on line 1; keep one of the two."#,
            #"5:3: the key "path" is set twice | It is set first on line 4; keep one of the two."#,
            #"6:3: the key "path" is set twice | It is set first on line 4; keep one of the two."#,
            #"7:3: unknown key "zzz" in site | Known are path, index, notFound, cleanUrls, exclude, headers."#,
            #"8:1: the key "name" is set twice | It is set first on line 1; keep one of the two."#),
        ConfigCase(
            "repeated keys that YAML tells apart", minimal("tags: {1: a, '1': b}"),
            #"3:14: the key "1" is set twice | It is set first on line 3; keep one of the two."#),
        ConfigCase(
            "a merge of a text", minimal("cdn: {<<: x}"),
            #"3:11: "<<" merges a group of keys such as *defaults, found the text "x""#),
        ConfigCase(
            "positions with other line ends and wide characters",
            "# é\u{1F600}\r\nname: resume\r\nsite: {path: \"é\u{1F600}\", zzz: 1}\r\n",
            #"3:20: unknown key "zzz" in site | Known are path, index, notFound, cleanUrls, exclude, headers."#),
    ]

    @Test(arguments: cases)
    func `mistakes of the YAML itself are reported with their places`(_ c: ConfigCase) {
        c.check()
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (1...9).map { "k\($0): &k\($0) [\(Array(repeating: "*k\($0 - 1)", count: 9).joined(separator: ","))]" },
            // The same as a key, which the YAML parser compares with the other keys as a whole.
            (1...30).map { "k\($0): &k\($0) [*k\($0 - 1), *k\($0 - 1)]" } + ["? *k30\n: x"],
        ])
    func `a small file that unfolds to a giant is refused at once`(_ lines: [String]) {
        let yaml = (["k0: &k0 [x, x, x]"] + lines).joined(separator: "\n")
        ConfigCase("bomb", yaml, "the file uses YAML aliases (*name) more than 24 times").check()
    }

    @Test(.timeLimit(.minutes(1)))
    func `aliases below the limit that unfold to too much are refused`() {
        let lines = (1...8).map { "k\($0): &k\($0) [*k\($0 - 1), *k\($0 - 1), *k\($0 - 1)]" }
        var reader = YAMLReader(text: (["k0: &k0 [x, x, x]"] + lines).joined(separator: "\n"), file: "r.yaml")
        _ = reader.read()
        #expect(reader.diagnostics.map(\.message) == ["the file stands for more than 20000 values"])
    }

    static let deepTexts = [
        "lists": String(repeating: "[", count: 100_000),
        "dashes": String(repeating: "- ", count: 20_000) + "x",
        "maps": String(repeating: "{a: ", count: 900) + "x" + String(repeating: "}", count: 900),
        "keys": String(repeating: "? ", count: 20_000),
        "indents": (0..<700).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
    ]

    @Test(arguments: deepTexts.keys.sorted())
    func `deep nesting is an error, not a crash`(_ name: String) throws {
        let yaml = try #require(Self.deepTexts[name])
        #expect(throws: ConfigError.self) { try ConfigLoader.load(text: yaml, file: "r.yaml") }
    }

    @Test func `anchors, aliases and merges stand for what they name`() throws {
        let yaml = """
            name: resume
            site: &site
              path: &path ../site
              exclude: &tests ["tests/"]
            counter:
              path: *path
              exclude: *tests
              throttling: &limits {rate: 3}
            environments:
              fast:
                counter:
                  throttling:
                    <<: [*limits, {rate: 7, burst: 9}]
                    burst: 8
            """
        let config = try ConfigLoader.load(text: yaml, file: "/c/r.yaml", environment: "fast")
        #expect(config.counter?.path == "/site")
        #expect(config.counter?.exclude.map(\.source) == ["tests/"])
        #expect(config.counter?.throttling == .init(rate: 3, burst: 8))
    }

    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("nullable", .text),
            ("true", .flag), ("yes", .flag), ("No", .flag), ("OFF", .flag), ("y", .text), ("norway", .text),
            ("1", .number), ("-1", .number), ("+1", .number), ("01", .number), ("1.0", .number), ("1.", .number),
            (".5", .number), ("1e5", .number), ("1.5E-3", .number), ("0x1F", .number), ("0o17", .number),
            ("0b1", .number), ("1_000", .number), (".inf", .number), (".NaN", .number),
            ("1.2.3", .text), ("1a", .text), ("1e", .text), ("0x", .text), ("-", .text), (".", .text), ("1-2", .text),
            ("2026-01-01", .text), ("12:30", .text), ("١", .text), ("é", .text),
        ] as [(String, YAMLValue.Scalar.Kind)])
    func `a value without quotes is what either version of YAML takes it for`(
        _ text: String, _ kind: YAMLValue.Scalar.Kind
    ) {
        #expect(YAMLValue.Scalar(text: text, isPlain: true).kind == kind)
        #expect(YAMLValue.Scalar(text: text, isPlain: false).kind == .text)
    }
}
