// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import AWSWire

/// Lets the workflows of one repository, on one branch or in one environment, be a role.
///
/// GitHub writes the subject of its tokens in two forms: `repo:OWNER/NAME:…`, and for repositories that were created,
/// renamed or moved since July 2026 `repo:OWNER@ID/NAME@ID:…`. Both are trusted.
///
/// Where the numbers are not known, a `*` stands for each. It cannot let another repository in: the pattern has the owner
/// between `repo:` and `@`, and no account's name has an `@`, so the owner is this one; a branch or tag cannot have a colon
/// and GitHub writes that of an environment as `%3A`, so what follows the pattern's last colons is the real end of the
/// subject, and the repository's name stands right before its number.
///
/// AWS reference: IAM User Guide, "Create a role for OpenID Connect federation"; GitHub: "OpenID Connect reference".
package struct GitHubTrustPolicy: Sendable, Equatable {
    /// What a workflow must run on.
    package enum Source: Sendable, Equatable {
        case branch(String)
        /// The job names it as its `environment`; GitHub then leaves the branch out of the subject.
        case environment(String)
    }

    /// Who makes the tokens, without the scheme.
    package static let issuer = "token.actions.githubusercontent.com"
    /// Whom the tokens are for.
    package static let audience = "sts.amazonaws.com"

    package var repository: GitHubRepository
    package var source: Source

    package init(repository: GitHubRepository, source: Source) {
        self.repository = repository
        self.source = source
    }

    private var end: String {
        switch source {
        case .branch(let name): "ref:refs/heads/\(name)"
        // GitHub writes a colon so, because colons divide the parts of a subject.
        case .environment(let name): "environment:\(name.replacing(":", with: "%3A"))"
        }
    }

    /// The subjects that are trusted, the older form first.
    package var subjects: [String] {
        let owner = repository.ownerID.map(String.init) ?? "*"
        let name = repository.repositoryID.map(String.init) ?? "*"
        return [
            "repo:\(repository.owner)/\(repository.name):\(end)",
            "repo:\(repository.owner)@\(owner)/\(repository.name)@\(name):\(end)",
        ]
    }

    /// The ARN of GitHub's provider in an account.
    package static func provider(in account: AWSAccount) -> ARN {
        ARN(
            partition: account.partition, service: "iam", region: "", account: account.id,
            resource: "oidc-provider/\(issuer)")
    }

    /// The policy as IAM takes it.
    ///
    /// - Parameter account: The role's account, which has the provider too.
    /// - Returns: The document.
    package func document(in account: AWSAccount) -> PolicyDocument {
        let subject: JSONValue = ["\(Self.issuer):sub": .array(subjects.map { .string($0) })]
        let audience: JSONValue = ["\(Self.issuer):aud": .string(Self.audience)]
        var both = audience
        both["\(Self.issuer):sub"] = subject["\(Self.issuer):sub"]
        return PolicyDocument([
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Sid": "GitHubActions", "Effect": "Allow",
                    "Principal": ["Federated": .string(Self.provider(in: account).rawValue)],
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": repository.hasIDs
                        ? ["StringEquals": both] : ["StringEquals": audience, "StringLike": subject],
                ]
            ],
        ])
    }
}
