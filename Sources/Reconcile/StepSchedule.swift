// SPDX-License-Identifier: Apache-2.0

/// Decides which steps may start: pure bookkeeping, no effects.
///
/// A step waits for what it depends on. A delete waits for everything that depends on it, and nothing waits for a delete
/// of what it depends on. For a predecessor a step waits too, but it goes on when that fails or is skipped.
struct StepSchedule {
    enum Action: Equatable {
        case start(ResourceAddress)
        case skip(ResourceAddress, because: ResourceAddress)
    }

    private let order: [ResourceAddress]
    private var blockers: [ResourceAddress: Set<ResourceAddress>]
    private var dependents: [ResourceAddress: [ResourceAddress]] = [:]
    private var successors: [ResourceAddress: [ResourceAddress]] = [:]
    private var culprits: [ResourceAddress: ResourceAddress] = [:]
    private var handled: Set<ResourceAddress> = []

    init(
        steps: [Plan.Step], dependencies: [ResourceAddress: [ResourceAddress]],
        predecessors: [ResourceAddress: [ResourceAddress]] = [:]
    ) {
        order = steps.map(\.address)
        let deleted = Set(steps.filter { $0.change.action == .delete }.map(\.address))
        let present = Set(order)
        var blockers: [ResourceAddress: Set<ResourceAddress>] = [:]
        for address in order {
            blockers[address, default: []].formUnion([])
            for dependency in dependencies[address] ?? [] where present.contains(dependency) {
                if deleted.contains(dependency) {
                    blockers[dependency, default: []].insert(address)
                } else if !deleted.contains(address) {
                    blockers[address, default: []].insert(dependency)
                }
            }
        }
        self.blockers = blockers
        for (address, waits) in blockers {
            for blocker in waits { dependents[blocker, default: []].append(address) }
        }
        for address in order where !deleted.contains(address) {
            for predecessor in predecessors[address] ?? []
            where present.contains(predecessor) && !deleted.contains(predecessor) {
                self.blockers[address, default: []].insert(predecessor)
                successors[predecessor, default: []].append(address)
            }
        }
    }

    /// The steps that can go on now; each is named once.
    mutating func nextActions() -> [Action] {
        var actions: [Action] = []
        var changed = true
        while changed {
            changed = false
            for address in order where !handled.contains(address) {
                if let culprit = culprits[address] {
                    handled.insert(address)
                    actions.append(.skip(address, because: culprit))
                    blame(culprit, for: address)
                    changed = true
                } else if blockers[address]?.isEmpty ?? true {
                    handled.insert(address)
                    actions.append(.start(address))
                }
            }
        }
        return actions
    }

    /// Notes the end of a step that had been started.
    mutating func finished(_ address: ResourceAddress, success: Bool) {
        if success {
            for dependent in dependents[address] ?? [] { blockers[dependent]?.remove(address) }
            unblockSuccessors(of: address)
        } else {
            blame(address, for: address)
        }
    }

    private mutating func unblockSuccessors(of address: ResourceAddress) {
        for successor in successors[address] ?? [] { blockers[successor]?.remove(address) }
    }

    /// Ends a step without success: nothing that depends on it may start.
    private mutating func blame(_ culprit: ResourceAddress, for address: ResourceAddress) {
        unblockSuccessors(of: address)
        for dependent in dependents[address] ?? [] where culprits[dependent] == nil && !handled.contains(dependent) {
            culprits[dependent] = culprit
        }
    }
}
