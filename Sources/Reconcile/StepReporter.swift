// SPDX-License-Identifier: Apache-2.0

/// Lets a resource say what it is doing while it is applied.
package struct StepReporter: Sendable {
    package let address: ResourceAddress
    private let send: @Sendable (ReconcileEvent) -> Void

    package init(address: ResourceAddress, send: @escaping @Sendable (ReconcileEvent) -> Void) {
        self.address = address
        self.send = send
    }

    /// Says what is being waited for, such as `the new role to become usable by Lambda`.
    package func waiting(for what: String) {
        send(.stepWaiting(address, what))
    }

    /// Says how far a long step is.
    package func progress(_ progress: StepProgress) {
        send(.stepProgress(address, progress))
    }

    /// Says something that the user should know although nothing failed.
    package func note(_ text: String) {
        send(.note(address, text))
    }
}

/// How far a step with many parts is.
package struct StepProgress: Sendable, Equatable {
    package var doneCount: Int
    package var totalCount: Int
    package var doneBytes: Int64
    package var totalBytes: Int64

    package init(doneCount: Int, totalCount: Int, doneBytes: Int64, totalBytes: Int64) {
        self.doneCount = doneCount
        self.totalCount = totalCount
        self.doneBytes = doneBytes
        self.totalBytes = totalBytes
    }
}

/// What happens during a run, in order of time.
package enum ReconcileEvent: Sendable {
    case readStarted(ResourceAddress)
    case readFinished(ResourceAddress)
    case stepStarted(ResourceAddress, title: String, Change.Action)
    case stepWaiting(ResourceAddress, String)
    case stepProgress(ResourceAddress, StepProgress)
    case note(ResourceAddress, String)
    case stepFinished(ResourceAddress, title: String, Change.Action)
    case stepPending(ResourceAddress, title: String, DeployError)
    case stepFailed(ResourceAddress, title: String, DeployError)
    case stepSkipped(ResourceAddress, title: String, because: ResourceAddress)
    /// The user wanted to stop in the middle of the step.
    case stepStopped(ResourceAddress, title: String)
}
