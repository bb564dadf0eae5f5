// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

@Suite struct GitHubCommandTests {
    @Test(arguments: [
        ("plain", "plain", "plain"), ("100%", "100%25", "100%25"), ("a\nb", "a%0Ab", "a%0Ab"),
        ("a\rb", "a\\u{D}b", "a\\u{D}b"), ("a:b,c", "a:b,c", "a%3Ab%2Cc"), ("%0A", "%250A", "%250A"),
        ("::x::", "::x::", "%3A%3Ax%3A%3A"), ("\u{1B}[2J", "\\u{1B}[2J", "\\u{1B}[2J"), ("", "", ""),
    ])
    func whatTheRunnerWouldMisreadIsEscaped(text: String, data: String, property: String) {
        #expect(GitHubCommand.data(text) == data)
        #expect(GitHubCommand.property(text) == property)
    }

    @Test(arguments: [
        (GitHubCommand.annotation(.error, title: "T", message: "m"), "::error title=T::m"),
        (.annotation(.warning, title: "T", message: "m", file: "a.yaml"), "::warning file=a.yaml,title=T::m"),
        (
            .annotation(.error, title: "A: b", message: "m\nn", file: "a,b.yaml", row: 3, column: 7),
            "::error file=a%2Cb.yaml,line=3,col=7,title=A%3A b::m%0An"
        ),
        (.annotation(.notice, title: "T", message: "m", file: "a", row: 0, column: 5), "::notice file=a,title=T::m"),
        (.group("a\nb"), "::group::a%0Ab"), (.endGroup, "::endgroup::"),
    ])
    func aCommandIsOneLine(command: GitHubCommand, line: String) {
        #expect(command.line == line)
    }

    @Test(arguments: [
        ("plain: text #1\n", "plain: text #1\n"),
        ("::add-mask::x\n", ": :add-mask::x\n"),
        ("  \t::error::x\nnext\n", "  \t: :error::x\nnext\n"),
        ("one\n::error::x", "one\n: :error::x"),
        ("a ::error::x\n", "a ::error::x\n"),
        ("+ ##[add-mask]x\n", "+ ## [add-mask]x\n"),
        (###"{"name":"##[add-mask]x"}"###, ###"{"name":"##\u005badd-mask]x"}"###),
        ("", ""), ("\n\n", "\n\n"),
    ])
    func textOfOthersIsNoCommand(text: String, expected: String) {
        #expect(GitHubCommand.harmless(text) == expected)
    }
}
