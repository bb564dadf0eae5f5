// SPDX-License-Identifier: Apache-2.0

/// What of a phase is waiting, what is under way, and what failed.
struct SendQueue {
    /// How a change ended.
    struct Answer: Sendable {
        let change: SiteFileChange
        /// The ETag of the object, or why there is none.
        let result: Result<String, any Error>
    }

    private(set) var failures: [SiteSyncError.Failure] = []
    private let limits: SiteSync.Limits
    private var waiting: ArraySlice<SiteFileChange>
    private var running = 0
    private var bytesInFlight: Int64 = 0

    /// - Parameters:
    ///   - changes: What is to be sent, in this order.
    ///   - limits: How much is done at once.
    init(_ changes: [SiteFileChange], limits: SiteSync.Limits) {
        waiting = changes[...]
        self.limits = limits
    }

    /// How many changes have not ended.
    var count: Int { waiting.count + running }

    /// Whether another change may be begun: nothing has failed, and it fits beside those that are under way, of which
    /// there may be so many.
    func hasNext(window: Int) -> Bool {
        guard failures.isEmpty, let change = waiting.first, running < min(limits.requests, window) else { return false }
        return running == 0 || bytesInFlight + weight(change) <= limits.byteCount
    }

    /// The change to begin now; `nil` when none may be begun.
    mutating func next(window: Int) -> SiteFileChange? {
        guard hasNext(window: window), let change = waiting.popFirst() else { return nil }
        running += 1
        bytesInFlight += weight(change)
        return change
    }

    /// Takes note of how a change ended.
    mutating func take(_ answer: Answer, into outcome: inout SiteSyncOutcome) {
        running -= 1
        bytesInFlight -= weight(answer.change)
        switch answer.result {
        case .failure(let error): failures.append(.init(key: answer.change.file.key, error: error))
        case .success(let etag): outcome.add(answer.change, etag: etag)
        }
    }

    /// The memory that a change needs; a file in parts has the whole allowance for its parts.
    private func weight(_ change: SiteFileChange) -> Int64 {
        guard change.isUpload else { return 0 }
        return change.file.layout == nil ? change.file.byteCount : limits.byteCount
    }
}

extension SiteSyncOutcome {
    fileprivate mutating func add(_ change: SiteFileChange, etag: String) {
        etags[change.file.key] = etag
        if change.isUpload {
            uploadedCount += 1
            uploadedByteCount += change.file.byteCount
        } else {
            fixedCount += 1
        }
    }
}
