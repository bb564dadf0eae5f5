// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import ResumectlCommands

@Suite struct RepeatedOptionsTests {
    /// What the user gave, a text, and the text with it.
    @Test(arguments: [
        ([], "    resumectl deploy", "    resumectl deploy"),
        (["--env", "staging"], "    resumectl deploy", "    resumectl deploy --env staging"),
        (
            ["--env", "staging"], "Run:\n    resumectl deploy\nlater.",
            "Run:\n    resumectl deploy --env staging\nlater."
        ),
        (
            ["--region", "eu-west-1"], "    resumectl destroy --region us-west-2",
            "    resumectl destroy --region us-west-2"
        ),
        (["--profile", "me"], "With resumectl deploy it works.", "With resumectl deploy it works."),
        (["-c", "it's.yaml"], "resumectl plan", #"resumectl plan -c 'it'\''s.yaml'"#),
        (["-c", "a b.yaml"], "resumectl plan", "resumectl plan -c 'a b.yaml'"),
        (["-c", "'"], "resumectl plan", #"resumectl plan -c ''\'''"#),
        (["--json", "-v", "--debug", "--no-color"], "resumectl plan", "resumectl plan"),
        (
            ["--endpoint-url", "http://localhost:5000", "--profile", "me"], "resumectl plan",
            "resumectl plan --profile me --endpoint-url http://localhost:5000"
        ),
    ])
    func everyCommandInATextIsForTheSameSite(arguments: [String], text: String, expected: String) throws {
        #expect(RepeatedOptions(try GlobalOptions.parse(arguments)).added(to: text) == expected)
    }
}
