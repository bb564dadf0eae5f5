// SPDX-License-Identifier: Apache-2.0

/// What a run would do, resource by resource, in dependency order.
package struct Plan: Sendable {
    /// One resource's part of the plan.
    package struct Step: Sendable {
        package let address: ResourceAddress
        package let title: String
        package let group: ResourceGroup
        package let change: Change

        package init(address: ResourceAddress, title: String, group: ResourceGroup, change: Change) {
            self.address = address
            self.title = title
            self.group = group
            self.change = change
        }
    }

    /// All resources, also those that stay as they are.
    package let steps: [Step]

    package init(steps: [Step]) {
        self.steps = steps
    }

    /// The steps that send something to AWS.
    package var effectiveSteps: [Step] { steps.filter(\.change.isEffective) }

    /// Whether an apply would send anything.
    package var hasChanges: Bool { steps.contains { $0.change.isEffective } }

    /// The steps that somebody has to do elsewhere.
    package var manualSteps: [Step] { steps.filter { $0.change.action == .manual } }

    /// The resources that are in the way and not ours.
    package var conflicts: [Step] { steps.filter { $0.change.action == .conflict } }

    /// How many steps have each action.
    package var counts: [Change.Action: Int] {
        Dictionary(grouping: steps, by: \.change.action).mapValues(\.count)
    }
}

/// How a run ended, resource by resource.
package struct RunResult: Sendable {
    /// How one step ended.
    package enum Outcome: Sendable {
        case unchanged
        case done(Change.Action)
        /// Nothing failed, but AWS or a person is not done yet.
        case pending(DeployError)
        case failed(DeployError)
        /// Something that it depends on failed or is pending.
        case skipped(because: ResourceAddress)
        /// The run was interrupted before its turn came.
        case notStarted
        /// The run was interrupted in the middle of it; a part may be done.
        case stopped

        /// Whether it changed something: what was to go and is kept is none of it.
        package var isDone: Bool {
            if case .done(let action) = self { action != .keep } else { false }
        }
    }

    /// In the order of the plan.
    package var outcomes: [(address: ResourceAddress, title: String, outcome: Outcome)]
    /// What is known about all resources at the end.
    package var outputs: Outputs
    /// Whether the run was cancelled.
    package var wasInterrupted: Bool

    package init(
        outcomes: [(address: ResourceAddress, title: String, outcome: Outcome)], outputs: Outputs, wasInterrupted: Bool
    ) {
        self.outcomes = outcomes
        self.outputs = outputs
        self.wasInterrupted = wasInterrupted
    }

    /// The failures, in the order of the plan.
    package var failures: [(address: ResourceAddress, error: DeployError)] {
        outcomes.compactMap { entry in
            if case .failed(let error) = entry.outcome { (entry.address, error) } else { nil }
        }
    }

    /// What AWS or a person has still to do, in the order of the plan.
    package var pending: [(address: ResourceAddress, error: DeployError)] {
        outcomes.compactMap { entry in
            if case .pending(let error) = entry.outcome { (entry.address, error) } else { nil }
        }
    }

    /// How many steps changed something.
    package var doneCount: Int { outcomes.count { $0.outcome.isDone } }

    /// The titles of what should have gone and stays, because others use it.
    package var kept: [String] {
        outcomes.compactMap { entry in
            if case .done(.keep) = entry.outcome { entry.title } else { nil }
        }
    }
}
