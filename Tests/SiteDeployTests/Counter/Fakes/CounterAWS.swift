// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Synchronization

@testable import SiteDeploy

/// The services of the counter's half, and contexts that use them.
struct CounterAWS: Sendable {
    static let account = AWSAccount(id: "123456789012", partition: "aws", region: "eu-west-1")
    static let ourTags = [Ownership.tagKey: "resume"]

    let lifeline: Lifeline
    let time = ManualTime()
    let tables: ScriptedService<TableBackend>
    let logs: ScriptedService<LogsBackend>
    let roles: ScriptedService<RoleBackend>
    let functions: ScriptedService<FunctionBackend>
    let gateway: ScriptedService<GatewayBackend>

    init() {
        lifeline = Lifeline()
        tables = ScriptedService(TableBackend(), lifeline: lifeline)
        logs = ScriptedService(LogsBackend(), lifeline: lifeline)
        roles = ScriptedService(RoleBackend(), lifeline: lifeline)
        functions = ScriptedService(FunctionBackend(), lifeline: lifeline)
        gateway = ScriptedService(GatewayBackend(), lifeline: lifeline)
    }

    /// A context for the site `resume`.
    func context(_ config: SiteConfig = .counting(), adopting: Set<ResourceAddress> = []) -> StackContext {
        StackContext(
            config: config, account: Self.account,
            clients: SiteClients(
                s3: S3Client(caller: UnexpectedService(service: .s3)),
                cloudFront: CloudFrontClient(caller: UnexpectedService(service: .cloudFront)),
                route53: Route53Client(caller: UnexpectedService(service: .route53)),
                acm: ACMClient(caller: UnexpectedService(service: .acm)),
                apiGateway: APIGatewayClient(caller: gateway), lambda: LambdaClient(caller: functions),
                dynamoDB: DynamoDBClient(caller: tables), iam: IAMClient(caller: roles),
                logs: LogsClient(caller: logs),
                globalTagging: TaggingClient(caller: UnexpectedService(service: .tagging))),
            adopted: adopting, patience: time.patience)
    }

    /// All write operations since the last time, service by service.
    func takeWrites() async -> [String] {
        await tables.takeWrites() + logs.takeWrites() + roles.takeWrites() + functions.takeWrites()
            + gateway.takeWrites()
    }
}

extension SiteConfig {
    /// A site `resume` with a counter, or without one.
    static func counting(
        _ counter: Counter? = Counter(path: "/lambda"), domain: String? = nil, aliases: [String] = [],
        tags: [String: String] = [:], names: Names = Names()
    ) -> SiteConfig {
        SiteConfig(
            name: "resume", domain: domain, aliases: aliases, site: Site(path: "/site"), counter: counter, tags: tags,
            names: names)
    }
}

/// What a step said while it ran.
final class StepLog: Sendable {
    private let entries = Mutex<[String]>([])

    var texts: [String] { entries.withLock { $0 } }

    func reporter(_ address: ResourceAddress) -> StepReporter {
        StepReporter(address: address) { event in
            switch event {
            case .stepWaiting(_, let text), .note(_, let text): self.entries.withLock { $0.append(text) }
            default: break
            }
        }
    }
}

extension Resource {
    /// Reads the resource on its own.
    func find() async throws -> Live? {
        try await read(LiveOutputs(addresses: []))
    }

    /// Reads, applies what is to be done, reads again, and returns what is still to be done.
    @discardableResult
    func settle(_ inputs: Outputs = Outputs(), log: StepLog = StepLog()) async throws -> Change {
        let live = try await find()
        if try diff(live: live, inputs: inputs).isEffective {
            _ = try await apply(live: live, inputs: inputs, step: log.reporter(address))
        }
        return try diff(live: try await find(), inputs: inputs)
    }

    /// Reads and deletes.
    func remove() async throws {
        guard let live = try await find() else { return }
        try await delete(live: live, inputs: Outputs(), step: StepLog().reporter(address))
    }
}

extension Change {
    /// The names of the properties that differ.
    var names: [String] { properties.map(\.name) }
}
