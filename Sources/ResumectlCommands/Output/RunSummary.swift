// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// The end of a run: what was done, what was not, and why.
struct RunSummary {
    let result: RunResult
    /// What to run to go on.
    let command: String

    /// The status of the run.
    var status: ExitStatus {
        if result.wasInterrupted { return .interrupted }
        let errors = result.failures.map(\.error)
        guard errors.isEmpty else {
            // With something done, running again is what helps, whatever stopped the rest.
            if result.doneCount > 0 { return .partlyDone }
            return ErrorReport(errors: errors).status
        }
        return result.pending.isEmpty ? .done : .pendingInAWS
    }

    /// Shows it, and tells the status.
    func show(on context: CommandContext) -> ExitStatus {
        context.github?.ran(result, in: context)
        let errors = result.failures.map(\.error) + result.pending.map(\.error)
        for error in errors { context.record(ErrorRecord(error)) }
        context.record(ResultRecord(result: result, status: status))
        guard !context.usesJSON else { return status }
        let console = context.console
        if !errors.isEmpty { console.line() }
        for line in ErrorReport.lines(errors, in: context) { console.line(line) }
        switch status {
        case .done:
            break
        case .interrupted:
            console.line()
            guard leftCount > 0 else {
                console.line("\(console.style.yellow("Interrupted.")) Everything was done by then.")
                break
            }
            console.line("\(console.style.yellow("Interrupted.")) \(progress) What is done stays done.")
            for (label, titles) in [("Half done:", titles(.stopped)), ("Not done:", titles(.notStarted))]
            where !titles.isEmpty {
                console.line("\(label) \(titles.joined(separator: ", ")).")
            }
            console.line("Go on with:")
            console.line(context.repeated.added(to: "    \(command)"))
        case .partlyDone:
            console.line()
            console.line("\(console.style.yellow("Partly done:")) \(progress) What is done stays done. Go on with:")
            console.line(context.repeated.added(to: "    \(command)"))
        default:
            if result.doneCount > 0 { console.line(progress) }
        }
        return status
    }

    private enum Left { case stopped, notStarted }

    private func titles(_ left: Left) -> [String] {
        result.outcomes.filter { entry in
            switch (entry.outcome, left) {
            case (.stopped, .stopped), (.notStarted, .notStarted): true
            default: false
            }
        }.map(\.title)
    }

    private var leftCount: Int {
        result.outcomes.count { entry in
            switch entry.outcome {
            case .failed, .skipped, .notStarted, .stopped, .pending: true
            case .done, .unchanged: false
            }
        }
    }

    private var progress: String { "\(result.doneCount) done, \(leftCount) left." }
}

/// The end of a run as a JSON record.
struct ResultRecord: Encodable {
    let type = "result"
    let exitStatus: Int32
    let done: [String]
    let pending: [String]
    let failed: [String]
    let skipped: [String]
    let stopped: [String]
    let notStarted: [String]

    init(result: RunResult, status: ExitStatus) {
        func addresses(_ matches: (RunResult.Outcome) -> Bool) -> [String] {
            result.outcomes.filter { matches($0.outcome) }.map(\.address.rawValue)
        }
        exitStatus = status.rawValue
        done = addresses(\.isDone)
        pending = addresses { if case .pending = $0 { true } else { false } }
        failed = addresses { if case .failed = $0 { true } else { false } }
        skipped = addresses { if case .skipped = $0 { true } else { false } }
        stopped = addresses { if case .stopped = $0 { true } else { false } }
        notStarted = addresses { if case .notStarted = $0 { true } else { false } }
    }
}
