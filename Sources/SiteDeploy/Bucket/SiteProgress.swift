// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import Synchronization

/// Adds up what the sync tells about single files, and tells the sum when there is something to see: nobody looks at
/// the single ones of a thousand files in a second.
final class SiteProgress: Sendable {
    private struct State {
        var progress: StepProgress
        /// What was told last, and when.
        var told: (doneBytes: Int64, at: ContinuousClock.Instant)?
    }

    /// Nothing is told before this time has passed, or a hundredth of all bytes.
    private static let pause: Duration = .milliseconds(100)

    private let state: Mutex<State>
    private let step: StepReporter
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        plan: SitePlan, step: StepReporter,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.step = step
        self.now = now
        state = Mutex(
            State(
                progress: StepProgress(
                    doneCount: 0, totalCount: plan.changes.count + plan.deletes.count, doneBytes: 0,
                    totalBytes: plan.changes.reduce(0) { $0 + ($1.isUpload ? $1.file.byteCount : 0) })))
    }

    /// Takes an event. The sum is told under the lock, so that a later one is never told before an earlier one.
    @Sendable func take(_ event: SiteSyncEvent) {
        state.withLock { state in
            switch event {
            case .sent(_, let count):
                state.progress.doneBytes += count
            case .finished:
                state.progress.doneCount += 1
            case .started:
                // The first one alone: that nothing is sent yet is worth telling too.
                if state.told != nil { return }
            case .failed:
                return
            }
            let (now, progress) = (now(), state.progress)
            if let told = state.told, progress.doneCount < progress.totalCount, now - told.at < Self.pause,
                abs(progress.doneBytes - told.doneBytes) * 100 < progress.totalBytes || progress.totalBytes == 0
            {
                return
            }
            state.told = (progress.doneBytes, now)
            step.progress(progress)
        }
    }
}
