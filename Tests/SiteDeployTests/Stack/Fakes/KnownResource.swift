// SPDX-License-Identifier: Apache-2.0

import Reconcile

/// A resource that is there, or comes with a deploy, and has given values.
struct KnownResource: Resource {
    let address: ResourceAddress
    let title = "something known"
    let group: ResourceGroup = .cdn
    let dependencies: [ResourceAddress] = []
    /// The values while it exists, `nil` as long as it does not.
    var live: Outputs?
    /// The values once it was created.
    var created = Outputs()

    func read(_ others: LiveOutputs) async throws -> Outputs? { live }

    func diff(live: Outputs?, inputs: Outputs) throws -> Change { live == nil ? Change(.create) : .none }

    func outputs(live: Outputs) -> Outputs { live }

    func plannedOutputs(live: Outputs?, change: Change, inputs: Outputs) -> Outputs { live ?? Outputs() }

    func apply(live: Outputs?, inputs: Outputs, step: StepReporter) async throws -> Outputs { created }

    func delete(live: Outputs, inputs: Outputs, step: StepReporter) async throws {}
}
