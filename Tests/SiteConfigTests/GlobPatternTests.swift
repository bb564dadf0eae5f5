// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteConfig

@Suite struct GlobPatternTests {
    struct MatchCase: Sendable, CustomTestStringConvertible {
        let pattern: String
        let matching: [String]
        let other: [String]

        init(_ pattern: String, _ matching: [String], not other: [String]) {
            self.pattern = pattern
            self.matching = matching
            self.other = other
        }

        var testDescription: String { pattern }
    }

    @Test(arguments: [
        MatchCase("*.html", ["a.html", "x/y/a.html", ".html"], not: ["a.htm", "a.html/b", "a.HTML"]),
        MatchCase("index.html", ["index.html", "x/index.html"], not: ["xindex.html", "index.htmlx"]),
        MatchCase("/index.html", ["index.html"], not: ["x/index.html"]),
        MatchCase("assets/*.css", ["assets/a.css"], not: ["assets/x/a.css", "x/assets/a.css"]),
        MatchCase("assets/**", ["assets/a", "assets/x/y"], not: ["assets", "xassets/a", "x/assets/a"]),
        MatchCase("**/a.txt", ["a.txt", "x/a.txt", "x/y/a.txt"], not: ["xa.txt", "a.txt/x"]),
        MatchCase("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], not: ["ab", "a/xb", "x/a/b"]),
        MatchCase("a/**/**/b", ["a/b", "a/x/b"], not: ["a/xb"]),
        MatchCase("a/**b", ["a/b", "a/x/yb"], not: ["ab"]),
        MatchCase("**", ["a", "a/b/c"], not: []),
        MatchCase("*", ["a", "x/a"], not: []),
        MatchCase("a?c", ["abc", "x/aéc"], not: ["ac", "a/c", "abbc"]),
        MatchCase("[a-c]x", ["ax", "cx"], not: ["dx", "Ax", "áx", "x"]),
        MatchCase("[!a-c]x", ["dx", "-x"], not: ["ax", "x"]),
        MatchCase("[^a]x", ["bx"], not: ["ax"]),
        MatchCase("p/[!a]x", ["p/bx"], not: ["p//x"]),
        MatchCase("[]]x", ["]x"], not: ["[x"]),
        MatchCase("[a-]x", ["ax", "-x"], not: ["bx"]),
        MatchCase(#"[\]a]x"#, ["]x", "ax"], not: [#"\x"#]),
        MatchCase("*.{png,jpg}", ["a.png", "x/a.jpg"], not: ["a.gif", "a.{png,jpg}"]),
        MatchCase("{a,b{c,d}}e", ["ae", "bce", "bde"], not: ["be", "ce"]),
        MatchCase("a{,.min}.js", ["a.js", "a.min.js"], not: ["a.max.js"]),
        MatchCase("{src,lib}/*.c", ["src/a.c", "lib/a.c"], not: ["x/a.c", "a.c"]),
        MatchCase("{a/b,c}", ["a/b", "c"], not: ["x/c", "b"]),
        MatchCase(#"\*.html"#, ["*.html"], not: ["a.html"]),
        MatchCase(#"\{a\}"#, ["{a}"], not: ["a"]),
        MatchCase("a,b", ["a,b"], not: ["a"]),
        MatchCase("drafts/", ["drafts/a", "x/drafts/y/z"], not: ["drafts", "xdrafts/a"]),
        MatchCase("x/drafts/", ["x/drafts/a"], not: ["y/x/drafts/a", "x/drafts"]),
        MatchCase("caf\u{E9}.txt", ["cafe\u{301}.txt"], not: ["cafe.txt"]),
        // A name that begins with a combining mark is in the folder all the same.
        MatchCase("secret/**", ["secret/\u{301}x"], not: ["secret"]),
        MatchCase("*.txt", ["a/\u{301}x.txt"], not: ["a.txt/\u{301}x"]),
        MatchCase("Résumé (1).pdf", ["Résumé (1).pdf"], not: ["Résumé 1.pdf"]),
    ])
    func `matches the paths its rules say and no others`(_ c: MatchCase) throws {
        let pattern = try GlobPattern(c.pattern)
        for path in c.matching { #expect(pattern.matches(path), "\(c.pattern) on \(path)") }
        for path in c.other { #expect(!pattern.matches(path), "\(c.pattern) on \(path)") }
    }

    @Test(arguments: [
        ("", "the pattern is empty"),
        ("/", "the pattern has no name; write \"**\" for everything"),
        ("a//b", "a pattern cannot contain \"//\""),
        ("!a", "a pattern cannot be negated with \"!\"; write \"\\!\" for the character itself"),
        ("./a", "a pattern is relative to its folder and cannot contain \".\" or \"..\" as a part"),
        ("../a", "a pattern is relative to its folder and cannot contain \".\" or \"..\" as a part"),
        ("a[b", "the set after \"[\" is not closed with \"]\""),
        ("[]", "the set after \"[\" is not closed with \"]\""),
        ("[z-a]", "\"z-a\" in \"[]\" is not a range from a lower to a higher character"),
        ("[a/b]", "a set in \"[]\" cannot contain \"/\""),
        ("{a,b", "the alternatives after \"{\" are not closed with \"}\""),
        ("a}", "there is a \"}\" without a \"{\" before it"),
        ("a\\", "nothing follows the \"\\\" at the end"),
        (
            String(repeating: "{", count: 9) + String(repeating: "}", count: 9),
            "alternatives in \"{}\" nest deeper than 8"
        ),
        (String(repeating: "a", count: 513), "the pattern is longer than 512 characters"),
    ])
    func `refuses what is no pattern, with the reason`(_ pattern: String, _ reason: String) {
        #expect(throws: GlobError(reason: reason)) { try GlobPattern(pattern) }
    }

    @Test func `a pattern for a folder leaves out all in it`() throws {
        let pattern = try GlobPattern("node_modules")
        #expect(pattern.matchesPathOrFolder(of: "x/node_modules/y/z.js"))
        #expect(pattern.matchesPathOrFolder(of: "node_modules"))
        #expect(!pattern.matchesPathOrFolder(of: "x/node_modules.js"))
        #expect(!pattern.matches("x/node_modules/y"))
    }

    @Test(.timeLimit(.minutes(1)))
    func `patterns made to blow up a backtracking matcher take linear time`() throws {
        let path = String(repeating: "a", count: 1000)
        for source in [
            String(repeating: "a*", count: 200) + "b", String(repeating: "**a", count: 150) + "b",
            String(repeating: "{a,aa}", count: 80) + "b", String(repeating: "*", count: 500) + "b",
        ] {
            #expect(try !GlobPattern(source).matches(path))
        }
    }
}
