// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The DynamoDB table that holds the counts.
///
/// It is never replaced, and it is deleted only by a destroy that was told to delete data.
package struct TableResource: Resource {
    package static let address: ResourceAddress = "counter.table"
    package static let arn = OutputKey<ARN>(address, "arn")
    /// The key that the counter function reads and writes by.
    package static let key = [DynamoDBKeyAttribute(name: "id", role: .hash, type: .string)]

    /// The table and its tags.
    package struct Live: Sendable, Equatable {
        package var table: DynamoDBTable
        package var tags: [String: String]
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    package let dependencies: [ResourceAddress] = []
    package let needsPremise = true
    private let context: StackContext
    private let isWanted: Bool
    private var name: String { context.config.tableName }
    private var arn: ARN { context.arn("dynamodb", "table/\(name)") }
    private var dynamoDB: DynamoDBClient { context.clients.dynamoDB }

    package init(context: StackContext) {
        self.context = context
        self.isWanted = context.config.counter != nil
    }

    package var title: String { "DynamoDB table \(name)" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        async let described = dynamoDB.describeTable(name)
        async let tagged = tags()
        // Both are waited for: to give up a request costs its connection.
        let (found, tags) = try await (described, tagged)
        guard let table = found else { return nil }
        var live = Live(table: table, tags: tags)
        if table.status == .creating, Ownership(tags: live.tags, site: context.config.name) == .unmanaged {
            // A deploy that was killed seconds ago: the tags of its create show up a little later than the table.
            let silent = StepReporter(address: address) { _ in }
            live.tags =
                try await context.patience.wait(for: "the tags of the table", upTo: .seconds(10), step: silent) {
                    let tags = try await self.tags()
                    return tags.isEmpty ? nil : tags
                } ?? [:]
        }
        return live
    }

    private func tags() async throws -> [String: String] {
        do {
            return try await dynamoDB.listTags(of: arn)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return [:]
        }
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs {
        var outputs = Outputs()
        outputs[Self.arn] = live.table.arn
        return outputs
    }

    package func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs {
        guard isWanted else { return Outputs() }
        var outputs = Outputs()
        outputs[Self.arn] = arn
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard isWanted else { return remainder(live) }
        guard let live else { return creation(reason: nil) }
        guard live.table.status != .deleting else {
            return creation(reason: "The old table of this name is being deleted.")
        }
        if let conflict = context.conflict(
            tags: live.tags, "The DynamoDB table \(name)", address: address, nameKey: "names.table")
        {
            return conflict
        }
        guard live.table.key == Self.key else {
            return Change(
                .conflict,
                reason: "The key of the DynamoDB table \(name) is \(Self.words(live.table.key)); the counter needs "
                    + "\(Self.words(Self.key)). A key cannot be changed, and the table is never replaced: it holds the "
                    + "counts.",
                hint: "Choose another name with names.table in \(context.config.file).")
        }
        var comparison = PropertyComparison()
        if live.table.status == .creating {
            comparison.compare("status", live: live.table.status.rawValue, desired: "ACTIVE")
        }
        comparison.compare(
            "billingMode", live: live.table.billingMode.rawValue, desired: DynamoDBBillingMode.payPerRequest.rawValue)
        comparison.compare("deletionProtection", live: live.table.isDeletionProtected, desired: true)
        comparison.compareTags(live: live.tags, desired: context.tags)
        return comparison.change(adopting: context.isAdopted(tags: live.tags, address))
    }

    private func creation(reason: String?) -> Change {
        var comparison = PropertyComparison()
        comparison.compare("key", live: String?.none, desired: Self.words(Self.key))
        comparison.compare(
            "billingMode", live: String?.none, desired: DynamoDBBillingMode.payPerRequest.rawValue)
        comparison.compare("deletionProtection", live: Bool?.none, desired: true)
        return Change(.create, properties: comparison.properties, reason: reason)
    }

    /// What becomes of the table when the configuration has no counter: it stays, for its counts.
    private func remainder(_ live: Live?) -> Change {
        guard let live, live.table.status != .deleting,
            Ownership(tags: live.tags, site: context.config.name) == .ours
        else { return .none }
        return Change(
            .keep, reason: "The configuration has no counter, but the table holds the counts.",
            hint: "With a counter in \(context.config.file) again it goes on counting where it stopped.")
    }

    private static func words(_ key: [DynamoDBKeyAttribute]) -> String {
        key.map { "\($0.name) (\($0.role.rawValue), \($0.type.rawValue))" }.joined(separator: ", ")
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        var outputs = Outputs()
        outputs[Self.arn] = arn
        if let live, live.table.status != .deleting {
            try await update(live, step: step)
            return outputs
        }
        if live != nil { try await waitUntilGone(step) }
        do {
            _ = try await dynamoDB.createTable(
                name, key: Self.key, deletionProtection: true, tags: context.tags)
        } catch let error as AWSError where error.code == "ResourceInUseException" {
            // A create whose answer got lost: the table is there now.
            guard let created = try await read(LiveOutputs(addresses: [])),
                Ownership(tags: created.tags, site: context.config.name) == .ours, created.table.key == Self.key,
                created.table.status != .deleting
            else { throw error }
            try await update(created, step: step)
        }
        _ = try await active(step)
        return outputs
    }

    private func update(_ live: Live, step: StepReporter) async throws {
        var current = live.table.status == .active ? live.table : try await active(step)
        if context.tags.contains(where: { live.tags[$0.key] != $0.value }) {
            try await whileInUse(step) { try await dynamoDB.tagResource(current.arn, tags: context.tags) }
        }
        // AWS takes one kind of change at a time.
        if current.billingMode != .payPerRequest {
            try await whileInUse(step) { _ = try await dynamoDB.updateTable(name, payPerRequest: true) }
            current = try await active(step)
        }
        if !current.isDeletionProtected {
            try await whileInUse(step) { _ = try await dynamoDB.updateTable(name, deletionProtection: true) }
            _ = try await active(step)
        }
    }

    private func whileInUse(_ step: StepReporter, _ operation: () async throws -> Void) async throws {
        try await context.patience.retry(
            while: { ($0 as? AWSError)?.code == "ResourceInUseException" },
            waitingFor: "DynamoDB to finish another change of the table", upTo: .seconds(300), step: step, operation)
    }

    private func active(_ step: StepReporter) async throws -> DynamoDBTable {
        let active = try await context.patience.wait(
            for: "the table to become active", upTo: .seconds(600), longest: .seconds(3), step: step
        ) { () -> DynamoDBTable? in
            guard let table = try await dynamoDB.describeTable(name) else { return nil }
            return table.status == .active ? table : nil
        }
        guard let active else { throw notReady }
        return active
    }

    private var notReady: DeployError {
        DeployError(
            code: .tableNotReady, summary: "The table did not become active in time", detail: name,
            hint: "Run the same command again in a few minutes.", kind: .pending)
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        let change = context.destruction(tags: live?.tags)
        guard change.action == .delete, !options.deleteData else { return change }
        guard live?.table.status != .deleting else { return .none }
        return Change(
            .keep, reason: "It holds the counts.",
            hint: "To delete it too, run:\n    resumectl destroy --delete-data")
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        if live.table.status != .deleting { try await startDelete(step) }
        try await waitUntilGone(step)
    }

    private func startDelete(_ step: StepReporter) async throws {
        do {
            // A destroy that was killed may have left the table in the middle of a change.
            guard let table = try await settled(step), table.status != .deleting else { return }
            if table.isDeletionProtected {
                try await whileInUse(step) { _ = try await dynamoDB.updateTable(name, deletionProtection: false) }
                guard try await settled(step) != nil else { return }
            }
            try await whileInUse(step) { try await dynamoDB.deleteTable(name) }
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return
        }
    }

    /// The table once no change of it is under way; `nil` when it is gone.
    private func settled(_ step: StepReporter) async throws -> DynamoDBTable? {
        let settled = try await context.patience.wait(
            for: "another change of the table to end", upTo: .seconds(600), longest: .seconds(3), step: step
        ) { () -> DynamoDBTable?? in
            let table = try await dynamoDB.describeTable(name)
            return table?.status == .creating || table?.status == .updating ? .none : .some(table)
        }
        guard let settled else { throw notReady }
        return settled
    }

    private func waitUntilGone(_ step: StepReporter) async throws {
        let isGone = try await context.patience.wait(
            for: "the table to be deleted", upTo: .seconds(600), longest: .seconds(3), step: step
        ) { try await dynamoDB.describeTable(name) == nil ? true : nil }
        guard isGone == nil else { return }
        throw DeployError(
            code: .tableNotDeleted, summary: "DynamoDB is still deleting the table", detail: name,
            hint: "Run the same command again in a few minutes.", kind: .pending)
    }
}
