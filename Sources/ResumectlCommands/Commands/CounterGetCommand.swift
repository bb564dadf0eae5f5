// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import ArgumentParser
internal import Reconcile
internal import SiteDeploy

/// Prints how many visitors were counted.
package struct CounterGetCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print how many visitors were counted.",
        discussion: """
            Reads the number in the table itself; nothing is counted. Needs: resumectl policy --for counter

            Examples:
              resumectl counter get
              resumectl counter get --env staging
            """)

    @OptionGroup package var global: GlobalOptions

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let config = try Session.loadConfig(global, in: context)
        try config.requireCounter()
        let start = try await SessionStart.open(global, config, in: context, needsFiles: false)
        guard let counter = VisitorCount(config, dynamoDB: start.clients.dynamoDB) else { return .failed }
        let count = try await counter.reading { try await counter.read() } ?? 0
        context.record(CountRecord(count: count, table: counter.table, id: counter.id))
        if !context.usesJSON { context.console.result("\(count)") }
        return .done
    }
}

extension VisitorCount {
    /// Does something with the table, and says so should there be none.
    ///
    /// - Parameter body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `DeployError` with code `not-deployed` when there is no table.
    func reading<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await DeployError.whereDeployed("table \(table)", body)
    }
}

/// The number as a record.
struct CountRecord: Encodable {
    let type = "counter"
    let count: Int
    let table: String
    let id: String
    var before: Int?
}
