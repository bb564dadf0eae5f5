// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// What happens during a run as JSON records.
struct ProgressRecord: Encodable {
    let type = "event"
    let event: String
    let address: String
    var title: String?
    var action: String?
    var text: String?
    var because: String?
    var doneCount: Int?
    var totalCount: Int?
    var doneBytes: Int64?
    var totalBytes: Int64?
    var error: ErrorRecord?

    /// `nil` for events that say nothing to a reader, such as single reads.
    init?(_ reconcileEvent: ReconcileEvent) {
        switch reconcileEvent {
        case .readStarted, .readFinished:
            return nil
        case .stepStarted(let address, let title, let action):
            self.init(event: "started", address: address, title: title, action: action)
        case .stepWaiting(let address, let what):
            self.init(event: "waiting", address: address)
            text = what
        case .stepProgress(let address, let progress):
            self.init(event: "progress", address: address)
            doneCount = progress.doneCount
            totalCount = progress.totalCount
            doneBytes = progress.doneBytes
            totalBytes = progress.totalBytes
        case .note(let address, let note):
            self.init(event: "note", address: address)
            text = note
        case .stepFinished(let address, let title, let action):
            self.init(event: "finished", address: address, title: title, action: action)
        case .stepPending(let address, let title, let cause):
            self.init(event: "pending", address: address, title: title)
            error = ErrorRecord(cause)
        case .stepFailed(let address, let title, let cause):
            self.init(event: "failed", address: address, title: title)
            error = ErrorRecord(cause)
        case .stepSkipped(let address, let title, let culprit):
            self.init(event: "skipped", address: address, title: title)
            because = culprit.rawValue
        case .stepStopped(let address, let title):
            self.init(event: "stopped", address: address, title: title)
        }
    }

    private init(event: String, address: ResourceAddress, title: String? = nil, action: Change.Action? = nil) {
        self.event = event
        self.address = address.rawValue
        self.title = title
        self.action = action?.rawValue
    }
}
