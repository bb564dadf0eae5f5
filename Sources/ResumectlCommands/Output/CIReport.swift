// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import SiteConfig
internal import SiteDeploy

/// What belongs into a workflow so that it deploys as the role.
struct CIReport {
    let session: Session
    let trust: GitHubTrustPolicy
    let purpose: AccessPolicy.Purpose

    private var role: String { CIStack.roleARN(session.config, in: session.account).rawValue }

    /// The workflow, as YAML.
    var workflow: String {
        var lines = ["on:", "  push:"]
        var environment: [String] = []
        switch trust.source {
        case .branch(let name): lines.append("    branches: [\(Self.scalar(name))]")
        case .environment(let name):
            lines.append("    branches: [main]")
            environment = ["    environment: \(Self.scalar(name))"]
        }
        lines += ["permissions:", "  id-token: write", "  contents: read", "concurrency: deploy", "jobs:", "  deploy:"]
        lines += ["    runs-on: ubuntu-latest"] + environment
        lines += [
            "    steps:", "      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2",
            "      - run: resumectl deploy\(purpose == .content ? " --only site" : "") --yes\(options)",
            "        env:", "          AWS_ROLE_ARN: \(role)", "          AWS_REGION: \(session.account.region)",
        ]
        return lines.joined(separator: "\n")
    }

    private var options: String {
        session.config.environment.map { " --env \(ShownText.word($0))" } ?? ""
    }

    /// A text as a YAML value; JSON's strings are YAML's too.
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "-_./".utf8.contains($0)
        }
        let isWord = isPlain && text.utf8.first.map { (0x61...0x7A).contains($0 | 0x20) } == true
        return isWord ? text : "'\(text.replacing("'", with: "''"))'"
    }

    func show(on context: CommandContext) {
        context.record(
            CIRecord(
                role: role, provider: GitHubTrustPolicy.provider(in: session.account).rawValue,
                subjects: trust.subjects, purpose: purpose.rawValue, workflow: workflow))
        guard !context.usesJSON else { return }
        let console = context.console
        console.line("Trusted are GitHub's tokens with the subject:")
        for subject in trust.subjects { console.line("    \(subject)") }
        console.line("The workflow that resumectl init writes takes the role from the variable RESUMECTL_ROLE.")
        console.line("Enter it at GitHub, in Settings, Secrets and variables, Actions, Variables:")
        console.line("    \(role)")
        console.line("A workflow of your own needs these lines, and a step before that installs resumectl:")
        console.line()
        console.result(workflow)
    }
}

private struct CIRecord: Encodable {
    let type = "ci"
    let role: String
    let provider: String
    let subjects: [String]
    let purpose: String
    let workflow: String

    enum CodingKeys: String, CodingKey {
        case type, role, provider, subjects
        case purpose = "for"
        case workflow
    }
}
