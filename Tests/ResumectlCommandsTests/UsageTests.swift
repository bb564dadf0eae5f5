// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import ResumectlCommands

@Suite struct UsageTests {
    /// Command lines that the parser must refuse, and a word of what it says.
    @Test(arguments: [
        (["nonsense"], "nonsense"),
        (["deploy", "--bogus"], "--bogus"),
        (["deploy", "--wait", "never"], "--wait"),
        (["deploy", "--only", "everything"], "--only"),
        (["plan", "--only", "everything"], "--only"),
        (["plan", "--max-deletes", "many"], "--max-deletes"),
        (["plan", "--max-deletes=-1"], "--max-deletes must be 0 or more"),
        (["plan", "--env"], "--env"),
        (["destroy", "now"], "now"),
        (["status", "--yes"], "--yes"),
        (["invalidate", "--all", "/index.html"], "not both"),
        (["policy", "--for", "everything"], "--for"),
        (["policy", "--account", "12345"], "12 digits"),
        (["policy", "--account", "12345678901x"], "12 digits"),
        (["policy", "--delete-data"], "--for destroy"),
        (["ci", "setup"], "--repo"),
        (["ci", "setup", "--repo", "jane"], "OWNER/NAME"),
        (["ci", "setup", "--repo", "ja*e/resume"], "OWNER/NAME"),
        (["ci", "setup", "--repo", "jane/resume", "--owner-id", "0"], "above 0"),
        (["ci", "setup", "--repo", "jane/resume", "--branch", "a*"], "branch"),
        (["ci", "setup", "--repo", "jane/resume", "--branch", "${aws:username}"], "branch"),
        (["ci", "setup", "--repo", "jane/resume", "--environment", "p?"], "environment"),
        (["ci", "setup", "--repo", "jane/resume", "--environment", "p", "--branch", "main"], "not both"),
        (["ci", "setup", "--repo", "jane/resume", "--for", "plan"], "--for"),
        (["ci", "remove", "--repo", "jane/resume"], "--repo"),
        (["dev", "--port", "70000"], "between 0 and 65535"),
        (["dev", "--host", ""], "--host"),
        (["dev", "--open"], "--open"),
        (["invalidate", "/a*b"], "/a*b"),
        (["invalidate", "/" + String(repeating: "a", count: 4001)], "4000"),
    ])
    func wrongUsageIsStatus64(arguments: [String], word: String) {
        do {
            _ = try Root.parseAsRoot(arguments)
            Issue.record("\(arguments) was taken")
        } catch {
            #expect(Root.exitCode(for: error).rawValue == ResumectlCommands.ExitStatus.usage.rawValue)
            #expect(Root.fullMessage(for: error).contains(word), "\(Root.fullMessage(for: error))")
        }
    }

    @Test(arguments: [
        ["dev", "--port", "0", "--host", "::1", "--python", "python3.13", "--no-reload", "--live-table"],
        ["validate"], ["plan", "--detailed-exitcode", "--only", "site"], ["deploy", "-y", "--wait", "deployed"],
        ["deploy", "--dry-run", "--adopt", "bucket", "--adopt", "counter.api", "--max-deletes", "0"],
        ["invalidate", "/index.html", "/blog/*"], ["invalidate", "--all", "--wait"], ["status", "--json"],
        ["destroy", "--delete-data", "--yes"], ["policy"], ["policy", "--for", "destroy", "--delete-data"],
        ["policy", "--for", "content", "--account", "123456789012"], ["ci", "remove", "--yes"],
        ["ci", "setup", "--repo", "jane/resume", "--branch", "release/1.x", "--for", "content", "-y"],
        ["ci", "setup", "--repo", "jane/resume", "--environment", "production", "--owner-id", "7", "--repo-id", "42"],
        [
            "plan", "-c", "x.yaml", "--env", "staging", "--profile", "me", "--region", "eu-west-1", "--endpoint-url",
            "http://localhost:5000", "--json", "--no-color", "-v", "--debug",
        ],
    ])
    func everythingThatTheHelpShowsIsTaken(arguments: [String]) throws {
        #expect(try Root.parseAsRoot(arguments) is any ResumectlCommand)
    }

    @Test(arguments: [
        "validate", "plan", "deploy", "invalidate", "status", "destroy", "policy", "ci setup", "ci remove",
    ])
    func helpHasExamplesAndIsNoError(command: String) {
        do {
            var help = try Root.parseAsRoot(command.split(separator: " ").map(String.init) + ["--help"])
            try help.run()
            Issue.record("help has no text")
        } catch {
            #expect(Root.exitCode(for: error).isSuccess)
            let text = Root.fullMessage(for: error)
            #expect(text.contains("  resumectl \(command)"))
            #expect(text.contains("--config"))
        }
    }

    @Test func theStatusesAreTheOnesThatTheHelpLists() {
        let text = Root.helpMessage()
        for status in ResumectlCommands.ExitStatus.allCases {
            #expect(text.contains("\(status.rawValue) "), "\(status)")
        }
    }
}
