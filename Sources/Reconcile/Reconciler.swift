// SPDX-License-Identifier: Apache-2.0

/// Reads a stack of resources; what it found can be planned and applied.
package struct Reconciler: Sendable {
    private let resources: [any Resource]
    private let describe: @Sendable (any Error, ResourceAddress) -> DeployError
    private let events: @Sendable (ReconcileEvent) -> Void

    /// - Parameters:
    ///   - resources: In an order in which each stands behind what it depends on.
    ///   - describe: Makes an error of a resource presentable.
    ///   - events: Told what happens, from any thread.
    /// - Throws: `DeployError` with code `invalid-stack` when two resources share an address, or one depends on another
    ///   that does not stand before it.
    package init(
        resources: [any Resource],
        describe: @escaping @Sendable (any Error, ResourceAddress) -> DeployError,
        events: @escaping @Sendable (ReconcileEvent) -> Void = { _ in }
    ) throws {
        var seen: Set<ResourceAddress> = []
        let all = Set(resources.map(\.address))
        for resource in resources {
            let unknown = (resource.dependencies + resource.predecessors).filter {
                all.contains($0) && !seen.contains($0)
            }
            guard unknown.isEmpty, seen.insert(resource.address).inserted else {
                throw DeployError(
                    code: .invalidStack, summary: "The resources are in an impossible order",
                    detail: "\(resource.address) stands before \(unknown.map(\.rawValue)), or twice.",
                    hint: "This is a bug in resumectl.")
            }
        }
        self.resources = resources
        self.describe = describe
        self.events = events
    }

    /// Reads every resource at once.
    ///
    /// - Returns: The stack as it is.
    /// - Throws: `ReadFailure` with every error that was met.
    package func observe() async throws -> ObservedStack {
        let resources = resources
        return try await observe(
            with: Premise(address: "", find: {}, outputs: { Outputs() }, resources: { resources })
        ).stack
    }

    /// Reads every resource as soon as what it needs is known, while the premise is found out.
    ///
    /// - Parameter premise: What is found out at the same time.
    /// - Returns: What was found out, and the stack as it is.
    /// - Throws: `ReadFailure` with every error that was met; what the premise throws.
    package func observe<Found: Sendable>(
        with premise: Premise<Found>
    ) async throws -> (found: Found, stack: ObservedStack) {
        let others = LiveOutputs(addresses: resources.map(\.address) + [premise.address])
        let (found, reads) = await withTaskGroup(
            of: ReadEvent<Found>.self, returning: (Result<Found, any Error>?, [Int: Result<ReadState, any Error>]).self
        ) { group in
            func start(_ index: Int, _ resource: any Resource) {
                group.addTask { .ended(index, await read(resource, others)) }
            }
            for (index, resource) in resources.enumerated() where !resource.needsPremise { start(index, resource) }
            group.addTask {
                do {
                    let found = try await premise.find()
                    let later = try premise.resources(found)
                    await others.finish(premise.address, outputs: try premise.outputs(found))
                    return .found(found, later)
                } catch {
                    await others.finish(premise.address, outputs: nil)
                    return .notFound(error)
                }
            }
            var found: Result<Found, any Error>?
            var reads: [Int: Result<ReadState, any Error>] = [:]
            for await event in group {
                switch event {
                case .ended(let index, let result): reads[index] = result
                case .found(let value, let later):
                    found = .success(value)
                    for (index, resource) in later.enumerated() where resource.needsPremise { start(index, resource) }
                case .notFound(let error):
                    found = .failure(error)
                    for resource in resources where resource.needsPremise {
                        await others.finish(resource.address, outputs: nil)
                    }
                    group.cancelAll()
                }
            }
            return (found, reads)
        }
        try Task.checkCancellation()
        guard let value = try found?.get() else { throw CancellationError() }
        return (value, try stack(of: try premise.resources(value), reads))
    }

    private func read(_ resource: any Resource, _ others: LiveOutputs) async -> Result<ReadState, any Error> {
        events(.readStarted(resource.address))
        do {
            let state = try await resource.readState(others)
            await others.finish(resource.address, outputs: state.outputs)
            events(.readFinished(resource.address))
            return .success(state)
        } catch {
            await others.finish(resource.address, outputs: nil)
            return .failure(error)
        }
    }

    private func stack(
        of resources: [any Resource], _ reads: [Int: Result<ReadState, any Error>]
    ) throws -> ObservedStack {
        var observed: [ObservedResource] = []
        var errors: [DeployError] = []
        for (index, resource) in resources.enumerated() {
            switch reads[index] {
            case .success(let state):
                guard let found = state.observed(resource) else {
                    throw DeployError(
                        code: .invalidStack, summary: "The resources are in an impossible order",
                        detail: "\(resource.address) was read as something else.", hint: "This is a bug in resumectl.")
                }
                observed.append(found)
            case .failure(is ReadDependencyFailed), nil: continue
            case .failure(let error): errors.append(describe(error, resource.address))
            }
        }
        guard errors.isEmpty else { throw ReadFailure(errors: errors) }
        return ObservedStack(resources: observed, describe: describe, events: events)
    }
}

/// What happens while resources are read.
private enum ReadEvent<Found: Sendable>: Sendable {
    case ended(Int, Result<ReadState, any Error>)
    case found(Found, [any Resource])
    case notFound(any Error)
}

/// The reads that failed; nothing was changed.
package struct ReadFailure: Error, Sendable {
    /// At least one.
    package let errors: [DeployError]

    package init(errors: [DeployError]) {
        self.errors = errors
    }
}
