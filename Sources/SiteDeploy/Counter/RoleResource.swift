// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import AWSWire
package import Reconcile
internal import SiteConfig

/// A role of the site, by itself the one that the counter function runs as.
///
/// Its trust and one inline policy are managed; managed policies and other inline policies, its path and its boundary are
/// nobody's business.
package struct RoleResource: Resource {
    package static let address: ResourceAddress = "counter.role"
    package static let arn = OutputKey<ARN>(address, "arn")
    /// Which of all roles that ever had the name it is.
    package static let identity = OutputKey<RoleIdentity>(address, "identity")
    static let path = "/resumectl/"
    static let policyName = "resumectl-counter"

    /// The role and our inline policy.
    package struct Live: Sendable, Equatable {
        package var role: IAMRole
        /// As JSON; `nil` when the role does not have it.
        package var policy: String?
    }

    package var address: ResourceAddress { role.address }
    package var group: ResourceGroup { role.group }
    package var dependencies: [ResourceAddress] { role.dependencies }
    private let context: StackContext
    private let role: ManagedRole
    private var name: String { role.name }
    private var permissions: PolicyDocument { role.permissions }
    private var iam: IAMClient { context.clients.iam }

    /// The role of the counter function.
    package init(context: StackContext) {
        let config = context.config
        self.init(
            context: context,
            role: ManagedRole(
                // The policy names the table and the log group by ARNs that are known before those exist, so nothing is
                // waited for.
                address: Self.address, group: .counter, dependencies: [], name: config.roleName,
                description: "The visitor counter of the site \(config.name)", trust: CounterRolePolicies.trust,
                policyName: Self.policyName,
                permissions: CounterRolePolicies.permissions(
                    table: context.arn("dynamodb", "table/\(config.tableName)"),
                    logGroup: context.arn("logs", "log-group:\(config.logGroupName)")),
                isWanted: config.counter != nil, unwantedReason: "The configuration has no counter.",
                nameKey: "names.role"))
    }

    /// - Parameters:
    ///   - context: The stack's context.
    ///   - role: What the role shall be.
    package init(context: StackContext, role: ManagedRole) {
        self.context = context
        self.role = role
    }

    package var title: String { "IAM role \(name)" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        async let found = iam.getRole(name)
        async let policy = iam.getRolePolicy(role.policyName, of: name)
        // Both answers are waited for, so that a missing permission shows whether or not the role is there.
        let (current, document) = try await (found, policy)
        return current.map { Live(role: $0, policy: document) }
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs {
        var outputs = Outputs()
        guard address == Self.address else { return outputs }
        outputs[Self.arn] = live.role.arn
        outputs[Self.identity] = RoleIdentity(id: live.role.id, createdAt: live.role.createdAt)
        return outputs
    }

    package func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs {
        guard role.isWanted, address == Self.address else { return Outputs() }
        if let live { return outputs(live: live) }
        var outputs = Outputs()
        outputs[Self.arn] = ARN(
            partition: context.account.partition, service: "iam", region: "", account: context.account.id,
            resource: "role\(Self.path)\(name)")
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard role.isWanted else {
            return context.removal(tags: live?.role.tags, reason: role.unwantedReason)
        }
        guard let live else {
            var comparison = PropertyComparison()
            comparison.note("trustPolicy", old: nil, new: .known(role.trust.json))
            comparison.note(role.policyName, old: nil, new: .known(permissions.json))
            return Change(.create, properties: comparison.properties)
        }
        if let conflict = context.conflict(
            tags: live.role.tags, "The IAM role \(name)", address: address, nameKey: role.nameKey)
        {
            return conflict
        }
        var comparison = PropertyComparison()
        if !Self.means(live.role.trustPolicy, role.trust) {
            comparison.note("trustPolicy", old: live.role.trustPolicy, new: .known(role.trust.json))
        }
        if !Self.means(live.policy, permissions) {
            comparison.note(role.policyName, old: live.policy, new: .known(permissions.json))
        }
        comparison.compareTags(live: live.role.tags, desired: context.tags)
        return comparison.change(adopting: context.isAdopted(tags: live.role.tags, address))
    }

    /// Whether a live document says the same as the desired one.
    private static func means(_ live: String?, _ desired: PolicyDocument) -> Bool {
        guard let live, let document = try? PolicyDocument(parsing: live) else { return false }
        return document == desired
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard role.isWanted else { return Outputs() }
        let current = if let live { live } else { try await create(step) }
        try await update(current, step: step)
        return outputs(live: current)
    }

    /// Creates the role, without its policy.
    private func create(_ step: StepReporter) async throws -> Live {
        do {
            let created = try await whilePassing(Self.spreading, step) {
                try await iam.createRole(
                    name, path: Self.path, trustPolicy: role.trust.json,
                    description: role.description, tags: context.tags)
            }
            return Live(role: created.withTags(context.tags), policy: nil)
        } catch let error as AWSError where error.code == "EntityAlreadyExists" {
            // A create whose answer got lost.
            guard let found = try await read(LiveOutputs(addresses: [])),
                Ownership(tags: found.role.tags, site: context.config.name) == .ours
            else { throw error }
            return found
        }
    }

    private func update(_ live: Live, step: StepReporter) async throws {
        if context.tags.contains(where: { live.role.tags[$0.key] != $0.value }) {
            try await whilePassing(Self.spreading, step) { try await iam.tagRole(name, tags: context.tags) }
        }
        if !Self.means(live.role.trustPolicy, role.trust) {
            try await whilePassing(Self.spreading, step) {
                try await iam.updateAssumeRolePolicy(of: name, document: role.trust.json)
            }
        }
        if !Self.means(live.policy, permissions) {
            try await whilePassing(Self.spreading, step) {
                try await iam.putRolePolicy(role.policyName, of: name, document: permissions.json)
            }
        }
    }

    /// Errors that pass by themselves once what was just written is known everywhere.
    private static let spreading: Set<String> = ["MalformedPolicyDocument", "NoSuchEntity", "ConcurrentModification"]
    private static let letGo: Set<String> = ["DeleteConflict", "ConcurrentModification"]

    private func whilePassing<Answer: Sendable>(
        _ codes: Set<String>, _ step: StepReporter, _ operation: () async throws -> Answer
    ) async throws -> Answer {
        try await context.patience.retry(
            while: { ($0 as? AWSError).map { codes.contains($0.code) } ?? false },
            waitingFor: "IAM to spread a change", upTo: .seconds(20), step: step, operation)
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        context.destruction(tags: live?.role.tags)
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        // IAM deletes only a role that has nothing left, whoever gave it that.
        try await whilePassing(Self.letGo, step) {
            try await unlessGone {
                for policy in try await iam.listRolePolicies(of: name).all() {
                    try await unlessGone { try await iam.deleteRolePolicy(policy, of: name) }
                }
                for policy in try await iam.listAttachedRolePolicies(of: name).all() {
                    try await unlessGone { try await iam.detachRolePolicy(policy.arn, from: name) }
                }
                for profile in try await iam.listInstanceProfiles(of: name).all() {
                    try await unlessGone { try await iam.removeRole(name, fromInstanceProfile: profile) }
                }
                try await iam.deleteRole(name)
            }
        }
    }

    private func unlessGone(_ operation: () async throws -> Void) async throws {
        do {
            try await operation()
        } catch let error as AWSError where error.code == "NoSuchEntity" {
            return
        }
    }
}

extension IAMRole {
    /// The role with the tags that it was created with; IAM may leave them out of its answer.
    fileprivate func withTags(_ tags: [String: String]) -> IAMRole {
        var role = self
        role.tags = tags
        return role
    }
}
