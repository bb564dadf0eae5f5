// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

@Suite struct GitHubOutputTests {
    private struct Counting: RandomNumberGenerator {
        var number: UInt64 = 0x2A

        mutating func next() -> UInt64 {
            defer { number += 1 }
            return number
        }
    }

    @Test(arguments: [
        (GitHubOutput(exitCode: 64), "exitcode=64\n"),
        (
            GitHubOutput(isChanged: false, exitCode: 0, urls: ["https://example.com/"]),
            "exitcode=0\nchanged=false\nurl=https://example.com/\n"
        ),
        (
            GitHubOutput(isChanged: true, exitCode: 0, urls: ["https://a/", "https://b/"], plan: "one\ntwo"),
            "exitcode=0\nchanged=true\nurl<<E\nhttps://a/\nhttps://b/\nE\nplan<<E\none\ntwo\nE\n"
        ),
        (GitHubOutput(exitCode: 0, plan: "E\nchanged=true"), "exitcode=0\nplan<<E-\nE\nchanged=true\nE-\n"),
    ])
    func theFileHasALineOrABlockForEachOutput(output: GitHubOutput, lines: String) {
        #expect(output.lines(delimiter: "E") == lines)
    }

    @Test func theDelimiterHas128Bits() {
        var generator = Counting()
        #expect(GitHubOutput.delimiter(using: &generator) == "resumectl-000000000000002a000000000000002b")
    }
}
