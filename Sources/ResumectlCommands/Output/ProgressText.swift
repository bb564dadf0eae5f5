// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import Synchronization

/// Shows what happens during a run, a line per step, on standard error.
final class ProgressText: Sendable {
    private let console: Console
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    private struct State {
        var started: [ResourceAddress: ContinuousClock.Instant] = [:]
        var titles: [ResourceAddress: String] = [:]
        var lastWait: [ResourceAddress: String] = [:]
        var lastProgress: [ResourceAddress: ContinuousClock.Instant] = [:]
    }

    /// - Parameters:
    ///   - console: Where the lines go.
    ///   - now: The clock, for how long a step took.
    init(console: Console, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.console = console
        self.now = now
    }

    /// Takes one event, from any thread.
    func show(_ event: ReconcileEvent) {
        if let line = state.withLock({ line(for: event, &$0) }) { console.line(line) }
    }

    private func line(for event: ReconcileEvent, _ state: inout State) -> String? {
        let style = console.style
        switch event {
        case .readStarted, .readFinished:
            return nil
        case .stepStarted(let address, let title, _):
            state.started[address] = now()
            state.titles[address] = title
            return nil
        case .stepWaiting(let address, let what):
            // A wait is said once, however often it is polled.
            guard state.lastWait.updateValue(what, forKey: address) != what else { return nil }
            return style.dim("  … \(state.titles[address] ?? address.rawValue): waiting for \(what)")
        case .stepProgress(let address, let progress):
            let time = now()
            if let last = state.lastProgress[address], time - last < .seconds(2) { return nil }
            let isFirst = state.lastProgress.updateValue(time, forKey: address) == nil
            guard !isFirst else { return nil }
            let bytes = "\(ByteText(progress.doneBytes)) of \(ByteText(progress.totalBytes))"
            return style.dim("  … \(progress.doneCount) of \(progress.totalCount) files, \(bytes)")
        case .note(_, let text):
            return "  \(style.yellow("note:")) \(text)"
        case .stepFinished(let address, let title, let action):
            let took = state.started[address].map { style.dim(" (\(DurationText(now() - $0)))") } ?? ""
            return "  \(style.green("✓")) \(title) \(Self.word(action))\(took)"
        case .stepPending(_, let title, let error):
            return "  \(style.yellow("…")) \(title): \(error.summary)"
        case .stepStopped(_, let title):
            return "  \(style.yellow("…")) \(title): stopped"
        case .stepFailed(_, let title, let error):
            return "  \(style.red("✗")) \(title): \(error.summary)"
        case .stepSkipped(_, let title, let culprit):
            return style.dim("  - \(title): not done, it needs \(state.titles[culprit] ?? culprit.rawValue)")
        }
    }

    private static func word(_ action: Change.Action) -> String {
        switch action {
        case .create: "created"
        case .update: "updated"
        case .replace: "replaced"
        case .adopt: "adopted"
        case .delete: "deleted"
        case .none, .keep, .conflict, .manual: "unchanged"
        }
    }
}

/// A number of bytes for people, such as `4.8 MB`.
struct ByteText: CustomStringConvertible {
    let description: String

    init(_ count: Int64) {
        let units = ["kB", "MB", "GB", "TB"]
        guard count >= 1000 else {
            description = "\(count) B"
            return
        }
        var value = Double(count) / 1000
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        description = value >= 99.95 ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}

/// A duration for people, such as `0.4 s` or `3 min 20 s`.
struct DurationText: CustomStringConvertible {
    let description: String

    init(_ duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        if seconds < 60 {
            let tenths = Int((seconds * 10).rounded())
            description = "\(tenths / 10).\(tenths % 10) s"
        } else {
            description = "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
        }
    }
}
