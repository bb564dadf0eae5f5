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
                    code: "invalid-stack", summary: "The resources are in an impossible order",
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
        let others = LiveOutputs(addresses: resources.map(\.address))
        let results = await withTaskGroup(
            of: (Int, Result<ObservedResource, any Error>).self,
            returning: [Int: Result<ObservedResource, any Error>].self
        ) { group in
            for (index, resource) in resources.enumerated() {
                group.addTask {
                    events(.readStarted(resource.address))
                    do {
                        let observed = try await resource.observe(others)
                        await others.finish(resource.address, outputs: observed.liveOutputs)
                        events(.readFinished(resource.address))
                        return (index, .success(observed))
                    } catch {
                        await others.finish(resource.address, outputs: nil)
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        try Task.checkCancellation()

        var observed: [ObservedResource] = []
        var errors: [DeployError] = []
        for (index, resource) in resources.enumerated() {
            switch results[index] {
            case .success(let found): observed.append(found)
            case .failure(is ReadDependencyFailed), nil: continue
            case .failure(let error): errors.append(describe(error, resource.address))
            }
        }
        guard errors.isEmpty else { throw ReadFailure(errors: errors) }
        return ObservedStack(resources: observed, describe: describe, events: events)
    }
}

/// The reads that failed; nothing was changed.
package struct ReadFailure: Error, Sendable {
    /// At least one.
    package let errors: [DeployError]

    package init(errors: [DeployError]) {
        self.errors = errors
    }
}
