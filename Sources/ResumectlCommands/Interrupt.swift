// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Whether the user wants the run to stop.
///
/// As long as nothing is being changed, the process ends at once. In the middle of changes what is in flight is finished
/// first; whoever asks again ends the process.
package final class Interrupt: Sendable {
    /// What a request to stop means for the process.
    package enum Answer: Sendable, Equatable {
        /// What is in flight is finished first.
        case finishing
        /// What is served is not served any more, which is how such a command ends.
        case stopping
        /// The process ends at once.
        case end(Moment)
    }

    /// How far the command has come.
    package enum Moment: Sendable, Equatable {
        /// The command shows something until the user has seen enough.
        case watching
        /// Nothing was changed.
        case before
        /// Something is being changed.
        case during
        /// Everything that is changed is changed.
        case after
    }

    private struct State {
        var isRequested = false
        var changing = 0
        var hasChanged = false
        var isServing = false
        var isWatching = false

        var moment: Moment { changing > 0 ? .during : hasChanged ? .after : isWatching ? .watching : .before }

        /// What becomes of a request to stop.
        var answer: Answer {
            if isServing, !isRequested { return .stopping }
            return isRequested || moment != .during ? .end(moment) : .finishing
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether a stop was asked for.
    package var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Asks for a stop.
    ///
    /// - Returns: Whether the process is to end at once: nothing is being changed, or it was asked for already.
    @discardableResult
    package func request() -> Answer {
        state.withLock { state in
            defer { state.isRequested = true }
            return state.answer
        }
    }

    /// Changes something; whoever asks for a stop meanwhile has to wait for what is in flight.
    ///
    /// Several may do so at a time.
    ///
    /// - Parameter body: What to do. It asks `isRequested` before each thing that it begins.
    /// - Returns: What `body` returns.
    package func whileChanging<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.changing += 1 }
        defer {
            state.withLock { state in
                state.changing -= 1
                state.hasChanged = true
            }
        }
        return try await body()
    }

    /// Notes that something is there that must be taken up or given back before the process ends. As long as it is,
    /// whoever asks for a stop has to wait for that; and afterwards nothing is changed by it.
    ///
    /// - Parameter isHeld: Whether it is there from now on.
    package func hold(_ isHeld: Bool) {
        state.withLock { $0.changing += isHeld ? 1 : -1 }
    }

    /// Serves until somebody asks for a stop, which is no failure then.
    ///
    /// - Parameter body: What to do. It ends when `isRequested` says so.
    /// - Returns: What `body` returns.
    package func whileServing<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.isServing = true }
        defer { state.withLock { $0.isServing = false } }
        return try await body()
    }

    /// Shows something until the user asks for a stop, which is its regular end.
    ///
    /// - Parameter body: What to do.
    /// - Returns: What `body` returns.
    package func whileWatching<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.isWatching = true }
        defer { state.withLock { $0.isWatching = false } }
        return try await body()
    }

    /// Listens to Ctrl-C and to the signal by which CI systems end a job: from now on both ask for a stop.
    ///
    /// - Parameter tell: Tells the user what it means, before the process ends if it does.
    func listen(telling tell: @escaping @Sendable (Answer) -> Void) {
        let queue = DispatchQueue(label: "resumectl.signals")
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                // The handler keeps its source alive, for as long as the process lives.
                _ = source.handle
                let answer = self.state.withLock { $0.answer }
                // The run ends as soon as it sees the request, so the user is told before.
                tell(answer)
                if case .end = answer { _exit(ExitStatus.interrupted.rawValue) }
                self.request()
            }
            source.resume()
        }
    }

    /// What the user is told when a stop was asked for.
    static func text(_ answer: Answer) -> String {
        switch answer {
        case .finishing: "Stopping when what is in flight is finished; once more stops at once."
        case .stopping: "Stopping."
        case .end(.watching): "Stopped."
        case .end(.before): "Interrupted. Nothing was changed."
        case .end(.during): "Stopped. What AWS accepted stays; the same command, run again, goes on from there."
        case .end(.after): "Interrupted. What is done stays done."
        }
    }
}
