// SPDX-License-Identifier: Apache-2.0

/// A resource together with the live state that was read, its type erased.
struct ObservedResource: Sendable {
    let address: ResourceAddress
    let title: String
    let group: ResourceGroup
    let dependencies: [ResourceAddress]
    let predecessors: [ResourceAddress]
    /// Whether it exists.
    let exists: Bool
    let liveOutputs: Outputs

    let diff: @Sendable (Outputs) throws -> Change
    let plannedOutputs: @Sendable (Change, Outputs) -> Outputs
    let apply: @Sendable (Outputs, StepReporter) async throws -> Outputs
    let diffForDestroy: @Sendable (DestroyOptions) throws -> Change
    let delete: @Sendable (Outputs, StepReporter) async throws -> Void

    init<R: Resource>(_ resource: R, live: R.Live?) {
        address = resource.address
        title = resource.title
        group = resource.group
        dependencies = resource.dependencies
        predecessors = resource.predecessors
        exists = live != nil
        liveOutputs = live.map(resource.outputs(live:)) ?? Outputs()
        diff = { try resource.diff(live: live, inputs: $0) }
        plannedOutputs = { resource.plannedOutputs(live: live, change: $0, inputs: $1) }
        apply = { try await resource.apply(live: live, inputs: $0, step: $1) }
        diffForDestroy = { try resource.diffForDestroy(live: live, options: $0) }
        delete = { inputs, step in
            guard let live else { return }
            try await resource.delete(live: live, inputs: inputs, step: step)
        }
    }
}

/// What the read of a resource found, its type erased.
struct ReadState: Sendable {
    let outputs: Outputs
    /// Puts it beside the resource, or beside the same one that knows more; `nil` for a resource of another type.
    let observed: @Sendable (any Resource) -> ObservedResource?
}

extension Resource {
    /// Reads this resource.
    func readState(_ others: LiveOutputs) async throws -> ReadState {
        let live = try await read(others)
        return ReadState(outputs: live.map(outputs(live:)) ?? Outputs()) { resource in
            (resource as? Self).map { ObservedResource($0, live: live) }
        }
    }
}
