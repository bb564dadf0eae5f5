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

extension Resource {
    /// Reads this resource and keeps what was found beside it.
    func observe(_ others: LiveOutputs) async throws -> ObservedResource {
        ObservedResource(self, live: try await read(others))
    }
}
