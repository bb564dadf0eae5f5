// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// What is known about one site's run: pure bookkeeping, the time comes from outside.
struct ProgressState: Sendable {
    /// The steps that run, in the order of their beginnings.
    private(set) var running: [RunningStep] = []
    /// How many steps have ended, whichever way.
    private(set) var endedCount = 0
    /// How many steps there are to do; `nil` when that is not known.
    var expectedCount: Int?
    /// How many reads have begun, and how many of them have ended.
    private(set) var reads = (started: 0, ended: 0)
    private(set) var readsBegan: ContinuousClock.Instant?

    private var titles: [ResourceAddress: String] = [:]
    private var waits: [ResourceAddress: String] = [:]
    private var lastBeat: ContinuousClock.Instant?

    /// The time from one sign of life to the next where there is no terminal.
    static let beat: Duration = .seconds(30)

    /// Takes one event.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: When.
    ///   - style: How text is decorated.
    ///   - showsWaits: Whether the beginning of a wait is worth a line: where no block shows it.
    /// - Returns: The line that stays on the screen; `nil` for events that leave none.
    mutating func take(
        _ event: ReconcileEvent, at now: ContinuousClock.Instant, style: TextStyle, showsWaits: Bool
    ) -> String? {
        switch event {
        case .readStarted:
            if reads.started == reads.ended { readsBegan = now }
            reads.started += 1
            return nil
        case .readFinished:
            reads.ended += 1
            return nil
        case .stepStarted(let address, let title, _):
            titles[address] = title
            begin(address, at: now)
            return nil
        case .stepWaiting(let address, let what):
            let index = begin(address, at: now)
            running[index].wait = what
            // A wait is said once, however often it is polled.
            guard waits.updateValue(what, forKey: address) != what, showsWaits else { return nil }
            return style.dim("  … \(titles[address] ?? address.rawValue): waiting for \(what)")
        case .stepProgress(let address, let progress):
            let index = begin(address, at: now)
            running[index].progress = progress
            running[index].meter.note(progress.doneBytes, at: now)
            return nil
        case .note(_, let text):
            return "  \(style.yellow("note:")) \(text)"
        case .stepFinished(let address, let title, let action):
            let took = end(address).map { style.dim(" (\(DurationText(now - $0.startedAt)))") } ?? ""
            return "  \(style.green("✓")) \(title) \(Self.word(action))\(took)"
        case .stepPending(let address, let title, let error):
            _ = end(address)
            return "  \(style.yellow("…")) \(title): \(error.summary)"
        case .stepStopped(let address, let title):
            _ = end(address)
            return "  \(style.yellow("…")) \(title): stopped"
        case .stepFailed(let address, let title, let error):
            _ = end(address)
            return "  \(style.red("✗")) \(title): \(error.summary)"
        case .stepSkipped(let address, let title, let culprit):
            _ = end(address)
            return style.dim("  - \(title): not done, it needs \(titles[culprit] ?? culprit.rawValue)")
        }
    }

    /// Forgets what runs: whatever it was, it is over.
    mutating func settle() {
        running = []
        reads = (0, 0)
    }

    /// The sign of life that is due; `nil` when none is.
    ///
    /// - Parameter now: The time.
    /// - Returns: A line that names each step that runs, and what it waits for.
    mutating func heartbeat(at now: ContinuousClock.Instant) -> String? {
        guard let first = running.first else {
            lastBeat = nil
            return nil
        }
        guard now - (lastBeat ?? first.startedAt) >= Self.beat else { return nil }
        lastBeat = now
        let steps = running.map { step in
            ([step.title] + step.pieces(at: now, barWidth: 0)).joined(separator: ", ")
                + " (\(ElapsedText(now - step.startedAt)))"
        }
        return "  … still working: \(steps.joined(separator: "; "))"
    }

    /// Where a step stands in `running`; one that began without a word begins now.
    @discardableResult
    private mutating func begin(_ address: ResourceAddress, at now: ContinuousClock.Instant) -> Int {
        if let index = running.firstIndex(where: { $0.address == address }) { return index }
        running.append(RunningStep(address: address, title: titles[address] ?? address.rawValue, startedAt: now))
        return running.count - 1
    }

    private mutating func end(_ address: ResourceAddress) -> RunningStep? {
        waits[address] = nil
        endedCount += 1
        guard let index = running.firstIndex(where: { $0.address == address }) else { return nil }
        return running.remove(at: index)
    }

    private static func word(_ action: Change.Action) -> String {
        switch action {
        case .create: "created"
        case .update: "updated"
        case .replace: "replaced"
        case .adopt: "adopted"
        case .delete: "deleted"
        case .none, .keep, .conflict: "unchanged"
        // Somebody did it by hand, and it was found.
        case .manual: "found"
        }
    }
}
