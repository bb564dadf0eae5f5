// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The log group of the counter function, made before the function's first line so that its lines do not stay for ever.
package struct LogGroupResource: Resource {
    package static let address: ResourceAddress = "counter.logs"

    /// The log group and its tags.
    package struct Live: Sendable, Equatable {
        package var group: LogGroup
        package var tags: [String: String]
        /// Whether Lambda itself made it for our function: it has the name that Lambda gives, no tag of any site, and the
        /// function of that name is ours.
        package var isMadeByOurFunction: Bool
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    package let dependencies: [ResourceAddress] = []
    package let needsPremise = true
    private let context: StackContext
    /// `nil`: the configuration has no counter.
    private let retentionDays: Int?
    private var name: String { context.config.logGroupName }
    private var function: String { context.config.functionName }
    private var arn: ARN { context.arn("logs", "log-group:\(name)") }
    private var logs: LogsClient { context.clients.logs }

    package init(context: StackContext) {
        self.context = context
        self.retentionDays = context.config.counter?.logRetentionDays
    }

    package var title: String { "Log group \(name)" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        async let described = logs.describeLogGroup(name)
        async let tagged = tags()
        // Both are waited for: to give up a request costs its connection.
        let (found, tags) = try await (described, tagged)
        guard let group = found else { return nil }
        return Live(group: group, tags: tags, isMadeByOurFunction: try await isMadeByOurFunction(tags))
    }

    private func tags() async throws -> [String: String] {
        do {
            return try await logs.listTags(of: arn)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return [:]
        }
    }

    /// Sends a request only for a log group that could be Lambda's own.
    private func isMadeByOurFunction(_ tags: [String: String]) async throws -> Bool {
        guard name == "/aws/lambda/\(function)", Ownership(tags: tags, site: context.config.name) == .unmanaged,
            let function = try await context.clients.lambda.getFunction(function)
        else { return false }
        return Ownership(tags: function.tags ?? [:], site: context.config.name) == .ours
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs { Outputs() }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard let retentionDays else {
            return context.removal(tags: live?.tags, reason: "The configuration has no counter.")
        }
        guard let live else {
            return Change(
                .create, properties: [PropertyChange("retentionDays", old: nil, new: .known("\(retentionDays)"))])
        }
        if !live.isMadeByOurFunction,
            let conflict = context.conflict(
                tags: live.tags, "The log group \(name)", address: address, nameKey: "names.logGroup")
        {
            return conflict
        }
        var comparison = PropertyComparison()
        comparison.compare("retentionDays", live: live.group.retentionDays, desired: retentionDays)
        comparison.compareTags(live: live.tags, desired: context.tags)
        return comparison.change(
            adopting: !live.isMadeByOurFunction && context.isAdopted(tags: live.tags, address))
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard let retentionDays else { return Outputs() }
        if let live {
            try await update(live, retentionDays: retentionDays, step: step)
            return Outputs()
        }
        do {
            try await whileBusy(step) { try await logs.createLogGroup(name, tags: context.tags) }
        } catch let error as AWSError where error.code == "ResourceAlreadyExistsException" {
            // A create whose answer got lost, or Lambda was faster.
            guard let found = try await read(LiveOutputs(addresses: [])),
                found.isMadeByOurFunction || Ownership(tags: found.tags, site: context.config.name) == .ours
            else { throw error }
            try await update(found, retentionDays: retentionDays, step: step)
            return Outputs()
        }
        try await whileBusy(step) { try await logs.putRetentionPolicy(days: retentionDays, of: name) }
        return Outputs()
    }

    private func update(_ live: Live, retentionDays: Int, step: StepReporter) async throws {
        if context.tags.contains(where: { live.tags[$0.key] != $0.value }) {
            try await logs.tagResource(live.group.arn, tags: context.tags)
        }
        if live.group.retentionDays != retentionDays {
            try await whileBusy(step) { try await logs.putRetentionPolicy(days: retentionDays, of: name) }
        }
    }

    private func whileBusy(_ step: StepReporter, _ operation: () async throws -> Void) async throws {
        try await context.patience.retry(
            while: { ($0 as? AWSError)?.code == "OperationAbortedException" },
            waitingFor: "CloudWatch Logs to finish another change", upTo: .seconds(30), step: step, operation)
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        context.destruction(tags: live?.tags)
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        do {
            try await whileBusy(step) { try await logs.deleteLogGroup(name) }
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return
        }
    }
}
