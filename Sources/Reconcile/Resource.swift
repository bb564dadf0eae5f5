// SPDX-License-Identifier: Apache-2.0

/// One thing in the AWS account that the configuration describes.
///
/// The contract: `read` finds it from the configuration alone; `diff` is pure; `apply` brings the live state to the
/// desired one and may be killed after any request; after it, `read` and `diff` give `.none`.
package protocol Resource: Sendable {
    /// What `read` finds. It holds all that `diff` and `apply` need, so that nothing is read twice.
    associatedtype Live: Sendable

    var address: ResourceAddress { get }
    /// For people, such as `S3 bucket resume-123456789012-us-east-1`.
    var title: String { get }
    var group: ResourceGroup { get }
    /// What must be in place before this one is written. Deletes go the other way round.
    var dependencies: [ResourceAddress] { get }
    /// What must have ended before this one is written, well or not; by default nothing. It is written also when those
    /// wait or fail, so it has to work with their values from before.
    var predecessors: [ResourceAddress] { get }

    /// Whether `read` needs what is found out while resources are already being read (`Premise`): it is called on the
    /// resource that was made with that. Other reads begin at once. By default `false`.
    var needsPremise: Bool { get }

    /// Reads the live state; `nil` when it does not exist.
    ///
    /// - Parameter others: The live values of other resources; asking for one waits until that resource has been read.
    /// - Returns: The live state, or `nil`.
    /// - Throws: Any error of the service; `ReadDependencyFailed` when another resource could not be read.
    func read(_ others: LiveOutputs) async throws -> Live?

    /// What an apply would do. Pure.
    ///
    /// - Parameters:
    ///   - live: What `read` found.
    ///   - inputs: The values of other resources, as far as they are known.
    /// - Returns: The change; `.none` when live and desired agree.
    /// - Throws: `DeployError` when that cannot be decided.
    func diff(live: Live?, inputs: Outputs) throws -> Change

    /// The values that others can use while this resource stays as it is.
    func outputs(live: Live) -> Outputs

    /// The values that will still hold after `change`; by default all of them, unless it is created or replaced.
    func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs

    /// Creates or updates it, and returns what others can use from now on.
    func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs

    /// What a destroy would do: by default delete what exists.
    func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change

    /// Deletes it; it may be gone already.
    ///
    /// - Throws: `ResourceKept` in a destroy, when it stays because others use it; any error of the service.
    func delete(live: Live, inputs: Outputs, step: StepReporter) async throws
}

extension Resource {
    package var predecessors: [ResourceAddress] { [] }

    package var needsPremise: Bool { false }

    package func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs {
        switch change.action {
        case .create, .replace, .delete, .conflict: Outputs()
        case .none, .update, .adopt, .keep, .manual: live.map(outputs(live:)) ?? Outputs()
        }
    }

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        live == nil ? .none : Change(.delete)
    }
}

/// The parts of a stack as a person knows them; plans are grouped by them.
package enum ResourceGroup: String, Sendable, CaseIterable {
    case site
    case cdn
    case domain
    case counter
    /// What workflows deploy with; `ci setup` alone has it.
    case ci
}

/// What a destroy may take along.
package struct DestroyOptions: Sendable, Equatable {
    /// Whether data that cannot be made again goes too: the counter's table.
    package var deleteData: Bool

    package init(deleteData: Bool) {
        self.deleteData = deleteData
    }
}
