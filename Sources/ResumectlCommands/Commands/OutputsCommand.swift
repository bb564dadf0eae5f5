// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Prints what other programs need to know of a deployed site.
package struct OutputsCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "outputs", abstract: "Print the addresses and names of what is deployed, for scripts.",
        discussion: """
            Only what is in the account is printed. With a name, its value alone is printed (name servers a line each); \
            the exit status is 1 when the account has none.

            Examples:
              resumectl outputs
              resumectl outputs url
              aws s3 ls s3://$(resumectl outputs bucket)
              resumectl outputs --json
            """)

    @OptionGroup package var global: GlobalOptions
    @Argument(help: ArgumentHelp("Print this value alone.", valueName: "name"))
    var name: SiteOutput?

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let (session, deployer, stack) = try await SessionStart.open(global, in: context, needsFiles: false)
            .observe(needsFiles: false)
        let values = SiteOutput.values(stack.liveOutputs, session: session, deployer: deployer)
        if let name {
            guard let value = values.first(where: { $0.output == name })?.value else {
                throw DeployError(
                    code: .noOutput, summary: "The account has no such value",
                    detail: "\(name.rawValue) of \(session.config.name)",
                    hint: "A deploy of a configuration that has it makes it. What is there:\n    resumectl outputs"
                )
            }
            context.record(SiteOutputsRecord(values: [(name, value)]))
            if !context.usesJSON { for line in value { context.console.result(line) } }
            return .done
        }
        context.record(SiteOutputsRecord(values: values))
        guard !context.usesJSON else { return .done }
        for (output, value) in values {
            for (index, line) in value.enumerated() {
                let label = index == 0 ? output.rawValue : ""
                context.console.result(label + String(repeating: " ", count: 20 - label.count) + line)
            }
        }
        return .done
    }
}

/// A value of a deployed site.
enum SiteOutput: String, CaseIterable, ExpressibleByArgument {
    case url
    case bucket
    case distribution
    case cloudFrontDomain = "cloudfront-domain"
    case counter
    case api
    case function
    case logGroup = "log-group"
    case table
    case certificate
    case nameServers = "name-servers"
    case account
    case region

    /// Its name in records.
    var field: String {
        switch self {
        case .cloudFrontDomain: "cloudFrontDomain"
        case .logGroup: "logGroup"
        case .nameServers: "nameServers"
        default: rawValue
        }
    }

    /// What is in the account, in the order of the cases.
    ///
    /// - Parameters:
    ///   - outputs: The outputs of the live stack.
    ///   - session: Whose site it is.
    ///   - deployer: The site's deployer.
    /// - Returns: The values that are there; each has one line, name servers several.
    static func values(
        _ outputs: Outputs, session: Session, deployer: SiteDeployer
    ) -> [(output: SiteOutput, value: [String])] {
        let config = session.config
        let address = SiteAddress(outputs: outputs, config: config, counter: deployer.counterURL(outputs))
        return allCases.compactMap { output in
            let value: [String?]
            switch output {
            case .url: value = [address.distribution == nil ? nil : address.url]
            case .bucket: value = [outputs[BucketResource.isOurs] == true ? deployer.bucketName : nil]
            case .distribution: value = [address.distribution]
            case .cloudFrontDomain: value = [address.cloudFrontDomain]
            case .counter: value = [outputs[APIResource.id] == nil ? nil : address.counter]
            case .api: value = [outputs[APIResource.endpoint]]
            case .function: value = [outputs[FunctionResource.arn] == nil ? nil : config.functionName]
            case .logGroup: value = [outputs[FunctionResource.arn] == nil ? nil : config.logGroupName]
            case .table: value = [outputs[TableResource.arn] == nil ? nil : config.tableName]
            case .certificate: value = [outputs[CertificateResource.arn]?.rawValue]
            case .nameServers:
                let zone = (outputs[HostedZoneResource.zones] ?? []).first { zone in
                    config.domain.map(zone.holds) == true
                }
                value = (zone?.nameServers ?? []).sorted()
            case .account: value = [session.account.id]
            case .region: value = [session.account.region]
            }
            let lines = value.compactMap { $0 }
            return lines.isEmpty ? nil : (output, lines)
        }
    }
}

/// The values as a record: texts, name servers a list of them.
private struct SiteOutputsRecord: Encodable {
    let values: [(output: SiteOutput, value: [String])]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(values: [(SiteOutput, [String])]) {
        self.values = values.map { (output: $0.0, value: $0.1) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("outputs", forKey: Key(stringValue: "type"))
        for (output, value) in values {
            let key = Key(stringValue: output.field)
            if output == .nameServers {
                try container.encode(value, forKey: key)
            } else {
                try container.encode(value.first, forKey: key)
            }
        }
    }
}
