// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import ResumectlCommands

struct VersionTests {
    @Test(arguments: [
        (["resumectl", "--version"], true), (["/usr/bin/resumectl", "--version"], true), (["resumectl"], false),
        (["resumectl", "plan", "--version"], false), (["resumectl", "--version", "plan"], false),
        (["resumectl", "--help"], false), ([], false), (["--version"], false),
    ])
    func onlyTheBareQuestionIsAnsweredAtOnce(arguments: [String], expected: Bool) {
        #expect(Version.isAllThatIsAsked(by: arguments) == expected)
    }

    @Test func theParserGivesTheSameAnswer() {
        #expect(Root.configuration.version == Version.current)
    }
}
