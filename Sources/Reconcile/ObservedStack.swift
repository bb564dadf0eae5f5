// SPDX-License-Identifier: Apache-2.0

/// A stack as it was read, ready to be planned and applied.
package struct ObservedStack: Sendable {
    let resources: [ObservedResource]
    let describe: @Sendable (any Error, ResourceAddress) -> DeployError
    let events: @Sendable (ReconcileEvent) -> Void

    /// Everything that the live account told.
    package var liveOutputs: Outputs {
        resources.reduce(into: Outputs()) { $0.merge($1.liveOutputs) }
    }

    /// What each resource needs before it is written.
    package var dependencies: [ResourceAddress: [ResourceAddress]] {
        Dictionary(resources.map { ($0.address, $0.dependencies) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether the resource exists in the account.
    package func exists(_ address: ResourceAddress) -> Bool {
        resources.contains { $0.address == address && $0.exists }
    }

    /// What a deploy would do.
    ///
    /// - Parameter selection: The resources to look at, `nil` for all; the others are taken as they are.
    /// - Returns: The plan, in dependency order.
    /// - Throws: `DeployError` when a resource cannot say what it would do.
    package func plan(only selection: Set<ResourceAddress>? = nil) throws -> Plan {
        var inputs = Outputs()
        var steps: [Plan.Step] = []
        for resource in resources {
            guard selection?.contains(resource.address) ?? true else {
                inputs.merge(resource.liveOutputs)
                continue
            }
            let change: Change
            do { change = try resource.diff(inputs) } catch { throw describe(error, resource.address) }
            inputs.merge(resource.plannedOutputs(change, inputs))
            steps.append(
                Plan.Step(address: resource.address, title: resource.title, group: resource.group, change: change))
        }
        return Plan(steps: steps)
    }

    /// What a destroy would do, dependents first.
    ///
    /// - Parameter options: What goes along.
    /// - Returns: The plan, in the order of the deletes.
    /// - Throws: `DeployError` when a resource cannot say what it would do.
    package func planDestroy(_ options: DestroyOptions) throws -> Plan {
        Plan(
            steps: try resources.reversed().map { resource in
                do {
                    return Plan.Step(
                        address: resource.address, title: resource.title, group: resource.group,
                        change: try resource.diffForDestroy(options))
                } catch {
                    throw describe(error, resource.address)
                }
            })
    }

    /// Carries out a plan of `plan(only:)`.
    ///
    /// - Parameters:
    ///   - plan: What to do; resources that are not in it are left as they are.
    ///   - shouldStop: Asked before each step; `true` lets the running steps finish and starts no more.
    /// - Returns: How each step ended. Failures are in there; nothing is thrown.
    package func apply(_ plan: Plan, shouldStop: @escaping @Sendable () -> Bool = { false }) async -> RunResult {
        await GraphExecutor(stack: self, plan: plan, shouldStop: shouldStop).run { resource, change, inputs, step in
            // Inputs that were unknown in the plan are known by now: decide again.
            let current = try resource.diff(inputs)
            switch current.action {
            case .none, .keep:
                return (.unchanged, resource.liveOutputs)
            case .conflict:
                throw DeployError(
                    code: .conflict, summary: "A resource that is not ours is in the way",
                    detail: current.reason, hint: current.hint, kind: .refused)
            case .delete:
                try await resource.delete(inputs, step)
                return (.done(.delete), Outputs())
            case .manual:
                return (.unchanged, try await resource.apply(inputs, step))
            case .create, .update, .replace, .adopt:
                let outputs = try await resource.apply(inputs, step)
                return (.done(current.action), outputs)
            }
        }
    }

    /// Carries out a plan of `planDestroy(_:)`.
    ///
    /// - Parameters:
    ///   - plan: What to delete.
    ///   - shouldStop: Asked before each step; `true` lets the running steps finish and starts no more.
    /// - Returns: How each step ended. Failures are in there; nothing is thrown.
    package func destroy(_ plan: Plan, shouldStop: @escaping @Sendable () -> Bool = { false }) async -> RunResult {
        await GraphExecutor(stack: self, plan: plan, shouldStop: shouldStop).run { resource, change, inputs, step in
            guard change.action == .delete else { return (.unchanged, resource.liveOutputs) }
            do {
                try await resource.delete(inputs, step)
            } catch is ResourceKept {
                return (.done(.keep), resource.liveOutputs)
            }
            return (.done(.delete), Outputs())
        }
    }
}
