// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import AWSServices
internal import AWSWire
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Prints the IAM policy that a command needs for this site.
package struct PolicyCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Print the IAM policy that allows just what a command does.",
        discussion: """
            IAM is the part of AWS that decides who may do what. The policy names this site's resources wherever AWS \
            lets a policy name them. With credentials it is made for their account, which is asked for the hosted zone; \
            with --account nothing is sent. Somebody who may change permissions puts it into IAM.

            Examples:
              resumectl policy                               for deploy
              resumectl policy --for content                 for deploy --only site
              resumectl policy --for plan                    for plan, status and doctor
              resumectl policy --for logs                    for logs
              resumectl policy --for counter                 for counter get and counter set
              resumectl policy --for destroy --delete-data   for destroy --delete-data
              resumectl policy --account 123456789012        without credentials
            """)

    @OptionGroup package var global: GlobalOptions
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("The command: deploy, content, plan, destroy, logs or counter.", valueName: "command"))
    var purpose = AccessPolicy.Purpose.deploy
    @Option(help: ArgumentHelp("Make it for this account, and send nothing.", valueName: "id"))
    var account: String?
    @Flag(name: .customLong("delete-data"), help: "With --for destroy: allow to delete the counter's table too.")
    var deleteData = false

    package init() {}

    package func validate() throws {
        if let account, account.utf8.count != 12 || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw ValidationError("--account takes the 12 digits of an account.")
        }
        if deleteData && purpose != .destroy { throw ValidationError("--delete-data goes with --for destroy.") }
    }

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let scope = try await scope(in: context)
        if purpose == .logs || purpose == .counter { try scope.config.requireCounter() }
        let policy = AccessPolicy(for: purpose, scope: scope)
        context.record(
            PolicyRecord(
                purpose: purpose.rawValue, characters: policy.characterCount, policy: policy.document.value))
        guard !context.usesJSON else { return .done }
        context.console.result(policy.text)
        let count = policy.characterCount
        context.console.line(
            context.console.style.dim(
                "\(count) characters; IAM allows \(AccessPolicy.managedLimit) in a managed policy"
                    + " and \(AccessPolicy.inlineLimit) in the inline policies of a role."))
        if count > AccessPolicy.inlineLimit {
            context.console.line("\(context.console.style.yellow("warning:")) that is too much for a role.")
        }
        return .done
    }

    private func scope(in context: CommandContext) async throws -> AccessScope {
        guard let account else {
            let session: Session
            do {
                session = try await Session.open(global, in: context, needsFiles: false)
            } catch let error as CredentialsError where !error.tried.isEmpty {
                throw DeployError(
                    code: .noCredentials, summary: "There are no AWS credentials to use",
                    detail: error.message,
                    hint: "Set them up, or name the account:\n    resumectl policy --account 123456789012",
                    kind: .permission)
            }
            return try await session.accessScope(deletesData: deleteData, in: context)
        }
        let config = try Session.loadConfig(global, in: context)
        let chosen = global.region ?? config.region
        let region =
            try chosen ?? AWSConfiguration(
                choices: .init(profile: global.profile), environment: context.environment
            ).region ?? "us-east-1"
        return AccessScope(
            config: config,
            account: AWSAccount(id: account, partition: AWSPartition.of(region: region).id, region: region),
            deletesData: deleteData)
    }
}

extension AccessPolicy.Purpose: ExpressibleByArgument {}

private struct PolicyRecord: Encodable {
    let type = "policy"
    let purpose: String
    let characters: Int
    let policy: JSONValue

    enum CodingKeys: String, CodingKey {
        case type
        case purpose = "for"
        case characters, policy
    }
}
