// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

@testable import SiteDeploy

@Suite struct GitHubTrustPolicyTests {
    private static let account = AWSAccount(id: "123456789012", partition: "aws", region: "eu-west-1")

    struct Subjects: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let ids: (Int?, Int?)
        let source: GitHubTrustPolicy.Source
        let expected: [String]
    }

    @Test(arguments: [
        Subjects(
            testDescription: "branch", ids: (7, 42), source: .branch("main"),
            expected: ["repo:Jane/resume:ref:refs/heads/main", "repo:Jane@7/resume@42:ref:refs/heads/main"]),
        Subjects(
            testDescription: "branch with a slash", ids: (7, 42), source: .branch("release/1"),
            expected: ["repo:Jane/resume:ref:refs/heads/release/1", "repo:Jane@7/resume@42:ref:refs/heads/release/1"]),
        Subjects(
            testDescription: "environment", ids: (7, 42), source: .environment("production"),
            expected: ["repo:Jane/resume:environment:production", "repo:Jane@7/resume@42:environment:production"]),
        Subjects(
            testDescription: "environment with a colon", ids: (7, 42), source: .environment("a:b"),
            expected: ["repo:Jane/resume:environment:a%3Ab", "repo:Jane@7/resume@42:environment:a%3Ab"]),
        Subjects(
            testDescription: "unknown numbers", ids: (nil, nil), source: .branch("main"),
            expected: ["repo:Jane/resume:ref:refs/heads/main", "repo:Jane@*/resume@*:ref:refs/heads/main"]),
        Subjects(
            testDescription: "one number", ids: (7, nil), source: .branch("main"),
            expected: ["repo:Jane/resume:ref:refs/heads/main", "repo:Jane@7/resume@*:ref:refs/heads/main"]),
    ])
    func bothFormsOfTheSubjectAreTrusted(_ c: Subjects) throws {
        let repository = try #require(GitHubRepository("Jane/resume", ownerID: c.ids.0, repositoryID: c.ids.1))
        #expect(GitHubTrustPolicy(repository: repository, source: c.source).subjects == c.expected)
    }

    @Test func withTheNumbersEverythingIsCompared() throws {
        let repository = try #require(GitHubRepository("jane/resume", ownerID: 7, repositoryID: 42))
        let document = GitHubTrustPolicy(repository: repository, source: .branch("main")).document(in: Self.account)
        #expect(
            document.json
                == #"{"Statement":[{"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"#
                + #""token.actions.githubusercontent.com:aud":"sts.amazonaws.com","#
                + #""token.actions.githubusercontent.com:sub":["repo:jane/resume:ref:refs/heads/main","#
                + #""repo:jane@7/resume@42:ref:refs/heads/main"]}},"Effect":"Allow","Principal":{"Federated":"#
                + #""arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},"#
                + #""Sid":"GitHubActions"}],"Version":"2012-10-17"}"#)
    }

    @Test func withoutTheNumbersTheAudienceIsStillCompared() throws {
        let repository = try #require(GitHubRepository("jane/resume"))
        let document = GitHubTrustPolicy(repository: repository, source: .branch("main")).document(in: Self.account)
        let condition = document.value["Statement"]?.arrayValue?.first?["Condition"]
        #expect(
            condition?["StringEquals"] == ["token.actions.githubusercontent.com:aud": "sts.amazonaws.com"])
        #expect(condition?["StringLike"]?["token.actions.githubusercontent.com:sub"]?.arrayValue?.count == 2)
    }

    /// Subjects that GitHub may write, and whether the pattern without numbers lets them in.
    @Test(arguments: [
        ("repo:jane/resume:ref:refs/heads/main", true),
        ("repo:jane@1/resume@2:ref:refs/heads/main", true),
        ("repo:jane/resume:ref:refs/heads/maintenance", false),
        ("repo:jane/resume:pull_request", false),
        ("repo:jane@1/resume@2:pull_request", false),
        ("repo:jane/resume:environment:main", false),
        ("repo:jane/resume2:ref:refs/heads/main", false),
        ("repo:jane@1/other@2:ref:refs/heads/main", false),
        ("repo:jane2@1/resume@2:ref:refs/heads/main", false),
        ("repo:evil@1/resume@2:ref:refs/heads/main", false),
        // What an owner can choose freely: names of branches and environments.
        ("repo:evil@1/x@2:ref:refs/heads/jane@1/resume@2", false),
        ("repo:jane@1/x@2:ref:refs/heads/a/resume@2", false),
        ("repo:jane@1/x@2:environment:a/resume@3%3Aref%3Arefs/heads/main", false),
    ])
    func thePatternLetsNoOtherRepositoryIn(subject: String, isTrusted: Bool) throws {
        let repository = try #require(GitHubRepository("jane/resume"))
        let subjects = GitHubTrustPolicy(repository: repository, source: .branch("main")).subjects
        #expect(subjects.contains { Self.like($0, subject) } == isTrusted)
    }

    /// `StringLike` of IAM, for patterns with `*` alone.
    private static func like(_ pattern: String, _ text: String) -> Bool {
        var parts = pattern.split(separator: "*", omittingEmptySubsequences: false)[...]
        guard let first = parts.popFirst(), let last = parts.popLast() else { return pattern == text }
        guard text.hasPrefix(first), text.hasSuffix(last), text.count >= first.count + last.count else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    @Test(arguments: [
        "jane", "jane/", "/resume", "jane/resume/x", "ja ne/resume", "jane@1/resume", "jane/res*me", "*/resume",
        "jane/..", "jänе/resume", "jane/resume:ref", "",
    ])
    func whatGitHubDoesNotTakeIsNoRepository(text: String) {
        #expect(GitHubRepository(text) == nil)
    }

    @Test func numbersAreAboveZero() {
        #expect(GitHubRepository("jane/resume", ownerID: 0, repositoryID: 1) == nil)
        #expect(GitHubRepository("jane/resume", ownerID: 1, repositoryID: -1) == nil)
    }
}
