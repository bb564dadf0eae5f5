// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import Reconcile

/// How waits for AWS are done: the clock, and where the patience ends.
package struct Patience: Sendable {
    /// How long a site's certificate may take to be issued before the run ends as pending.
    package var certificate: Duration
    /// Whether the user wants the run to stop: waits end then, and no more files are sent. `nil`: nobody can ask.
    package var shouldStop: (@Sendable () -> Bool)?
    private let sleep: @Sendable (Duration) async throws -> Void
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - certificate: See the property.
    ///   - shouldStop: See the property.
    ///   - now: The clock.
    ///   - sleep: Waits, and throws when the task is cancelled.
    package init(
        certificate: Duration = .seconds(20 * 60), shouldStop: (@Sendable () -> Bool)? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.certificate = certificate
        self.shouldStop = shouldStop
        self.now = now
        self.sleep = sleep
    }

    /// How long nothing but passing failures may come back before a wait ends with the last of them.
    static let longestSilence: Duration = .seconds(120)

    /// Asks again and again, with growing pauses, until there is an answer.
    ///
    /// A wait outlives a network that is gone for a moment, as when a laptop changes its Wi-Fi: AWS goes on meanwhile.
    ///
    /// - Parameters:
    ///   - what: What is being waited for, shown to the user, such as `the table to become active`.
    ///   - limit: After how long to give up.
    ///   - first: The first pause; each one is half as long again as the one before.
    ///   - longest: The longest pause.
    ///   - step: Told about the wait once it is one.
    ///   - ask: Returns `nil` as long as there is nothing yet. It may be asked again after any failure.
    /// - Returns: The answer, or `nil` when the time was up.
    /// - Throws: What `ask` throws, a passing failure only after `longestSilence`, or when the time was up;
    ///   `CancellationError` when the task was cancelled or the user wants to stop.
    package func wait<Answer: Sendable>(
        for what: String, upTo limit: Duration, first: Duration = .milliseconds(500), longest: Duration = .seconds(10),
        step: StepReporter, _ ask: () async throws -> Answer?
    ) async throws -> Answer? {
        let deadline = now() + limit
        var pause = first
        var silence: ContinuousClock.Instant?
        while true {
            do {
                if let answer = try await ask() { return answer }
                silence = nil
                guard now() + pause <= deadline else { return nil }
                step.waiting(for: what)
            } catch let error as AWSError where error.isPassing {
                let start = silence ?? now()
                silence = start
                guard now() + pause <= min(deadline, start + Self.longestSilence) else { throw error }
                step.waiting(for: "\(what); AWS does not answer at the moment")
            }
            try await rest(pause)
            pause = min(pause * 3 / 2, longest)
        }
    }

    /// Waits for a fixed time.
    ///
    /// - Parameters:
    ///   - duration: How long.
    ///   - what: What is being waited for, shown to the user.
    ///   - step: Told about the wait.
    /// - Throws: `CancellationError` when the task was cancelled.
    package func pause(_ duration: Duration, waitingFor what: String, step: StepReporter) async throws {
        step.waiting(for: what)
        try await rest(duration)
    }

    /// Sleeps, a fifth of a second at a time when somebody may ask to stop.
    private func rest(_ duration: Duration) async throws {
        guard let shouldStop else { return try await sleep(duration) }
        var left = duration
        while left > .zero {
            if shouldStop() { throw CancellationError() }
            let part = min(left, .milliseconds(200))
            try await sleep(part)
            left -= part
        }
        if shouldStop() { throw CancellationError() }
    }

    /// Tries an operation again as long as it fails with an error that passes by itself.
    ///
    /// - Parameters:
    ///   - isPassing: Whether an error passes by itself.
    ///   - what: What is being waited for, shown to the user.
    ///   - limit: After how long to let the error through.
    ///   - first: The first pause; each one is half as long again as the one before.
    ///   - step: Told about the wait once it is one.
    ///   - operation: What to try.
    /// - Returns: What `operation` returns.
    /// - Throws: The last error.
    package func retry<Answer: Sendable>(
        while isPassing: (any Error) -> Bool, waitingFor what: String, upTo limit: Duration,
        first: Duration = .milliseconds(500), step: StepReporter, _ operation: () async throws -> Answer
    ) async throws -> Answer {
        let deadline = now() + limit
        var pause = first
        while true {
            do {
                return try await operation()
            } catch  where isPassing(error) && now() + pause <= deadline {
                step.waiting(for: what)
                try await rest(pause)
                pause = min(pause * 3 / 2, .seconds(10))
            }
        }
    }
}
