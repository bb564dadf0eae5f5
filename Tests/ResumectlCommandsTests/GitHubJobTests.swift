// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteConfig
import Testing

@testable import ResumectlCommands

@Suite struct GitHubJobTests {
    @Test(arguments: [
        ([:], false), (["GITHUB_ACTIONS": "false"], false), (["GITHUB_ACTIONS": ""], false), (["CI": "true"], false),
        (["GITHUB_ACTIONS": "true"], true),
    ])
    func aJobIsWhereTheRunnerSaysSo(environment: [String: String], isJob: Bool) {
        #expect((GitHubJob(environment: environment) != nil) == isJob)
    }

    @Test func emptyPathsAreNoFiles() throws {
        let job = try #require(
            GitHubJob(environment: ["GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": "", "GITHUB_STEP_SUMMARY": "/tmp/s"]))
        #expect(job.outputFile == nil && job.summaryFile == "/tmp/s" && job.workspace == nil)
    }

    @Test(arguments: [
        ("resume.yaml", "/w/site", "resume.yaml"), ("config/resume.yaml", "/w/site", "config/resume.yaml"),
        ("./config//resume.yaml", "/w/site", "config/resume.yaml"), ("../resume.yaml", "/w/site/sub", "resume.yaml"),
        ("resume.yaml", "/w/site/sub", "sub/resume.yaml"), ("/w/site/a.yaml", "/elsewhere", "a.yaml"),
        ("../other/a.yaml", "/w/site", "/w/other/a.yaml"), ("/w/sitemap/a.yaml", "/w", "/w/sitemap/a.yaml"),
    ])
    func pathsStartAtTheRootOfTheRepository(file: String, folder: String, expected: String) throws {
        let job = try #require(GitHubJob(environment: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/w/site/"]))
        #expect(job.path(of: file, from: folder) == expected)
    }

    private static func facts(mistakes: Int = 0, errors: [DeployError] = []) -> GitHubFacts {
        let list = (0..<mistakes).map {
            Diagnostic(
                .value, position: SourcePosition(file: "a.yaml", line: $0 + 1, column: 2), message: "bad",
                hint: "Mend it.")
        }
        return GitHubFacts(
            command: "resumectl plan", sites: [.init(errors: errors, mistakes: list)],
            warnings: [AccessWarning(code: .rootUser, message: "These are the root user's.")])
    }

    @Test func errorsComeBeforeWarnings() throws {
        let job = try #require(GitHubJob(environment: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/w"]))
        let errors = [
            DeployError(code: .certificatePending, summary: "Not issued", detail: "yet", kind: .pending),
            DeployError(code: .permissionDenied, summary: "No", detail: "d", hint: "h", cause: "c"),
            DeployError(code: .unexpected, summary: "X"),
        ]
        #expect(
            job.annotations(for: Self.facts(mistakes: 1, errors: errors), from: "/w").map(\.line) == [
                "::error file=a.yaml,line=1,col=2,title=Mistake in the configuration::bad%0AMend it.",
                "::error title=No [permission-denied]::d%0Ah%0A(c)", "::error title=X [unexpected]::X",
                "::warning title=root-user::These are the root user's.",
                "::warning title=Not issued [certificate-pending]::yet",
            ])
    }

    @Test func warningsOfAPlanAndConflictsNameTheirSite() throws {
        let job = try #require(GitHubJob(environment: ["GITHUB_ACTIONS": "true"]))
        let changes = [
            Change(.none, warnings: ["a.txt is odd."]),
            Change(.conflict, reason: "It is not ours.", hint: "Take it over."),
        ]
        let plan = Plan(
            steps: changes.enumerated().map {
                Plan.Step(
                    address: ResourceAddress("r\($0.offset)"), title: "R\($0.offset)", group: .site, change: $0.element)
            })
        func lines(_ name: String?) -> [String] {
            let facts = GitHubFacts(command: "resumectl plan", sites: [.init(name: name, plan: plan)])
            return job.annotations(for: facts, from: "/w").map(\.line)
        }
        #expect(
            lines(nil) == [
                "::error title=Settle this first%3A R1::It is not ours.%0ATake it over.",
                "::warning title=R0::a.txt is odd.",
            ])
        #expect(
            lines("blog") == [
                "::error title=blog%3A Settle this first%3A R1::It is not ours.%0ATake it over.",
                "::warning title=blog%3A R0::a.txt is odd.",
            ])
    }

    @Test(arguments: [(9, 9), (10, 10), (11, 10), (500, 10)])
    func noMoreErrorsThanGitHubShows(mistakes: Int, shown: Int) throws {
        let job = try #require(GitHubJob(environment: ["GITHUB_ACTIONS": "true"]))
        let errors = job.annotations(for: Self.facts(mistakes: mistakes), from: "/w").filter {
            $0.line.hasPrefix("::error")
        }
        #expect(errors.count == shown)
        if mistakes > 10 { #expect(errors.last?.line.hasPrefix("::error title=And \(mistakes - 9) more::") == true) }
    }
}
