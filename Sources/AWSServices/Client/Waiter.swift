// SPDX-License-Identifier: Apache-2.0

/// Waits until AWS has done something: asks again and again, with a deadline.
///
/// ```swift
/// let waiter = Waiter(for: "distribution E123 to be deployed", every: .seconds(10), patience: .seconds(900))
/// let distribution = try await waiter.run(in: environment) {
///     let current = try await cloudFront.distribution(id)
///     return current.status == "Deployed" ? .done(current) : .pending(current.status)
/// }
/// ```
package struct Waiter: Sendable, Equatable {
    /// What is waited for, as it follows "waited for": `certificate … to be issued`.
    package var what: String
    /// The pause between two questions.
    package var interval: Duration
    /// How long to wait in all. The question under way at that moment is still answered.
    package var patience: Duration

    /// Makes a waiter.
    ///
    /// - Parameters:
    ///   - what: What is waited for, as it follows "waited for".
    ///   - interval: The pause between two questions.
    ///   - patience: How long to wait in all.
    package init(for what: String, every interval: Duration, patience: Duration) {
        self.what = what
        self.interval = interval
        self.patience = patience
    }

    /// What one question found.
    package enum Answer<Value: Sendable>: Sendable {
        /// It is there.
        case done(Value)
        /// Not yet; the text is the state that was seen, for the error.
        case pending(String)
    }

    /// Asks until the answer is `done`.
    ///
    /// The first question is asked at once. What it throws ends the wait.
    ///
    /// - Parameters:
    ///   - environment: The clock and the pauses.
    ///   - onPending: Told of each state that is not the end yet.
    ///   - question: Looks at the state once.
    /// - Returns: The value of `done`.
    /// - Throws: `WaiterTimeout` with the last state; `CancellationError` when cancelled; what `question` throws.
    package func run<Value: Sendable>(
        in environment: AWSEnvironment, onPending: (String) -> Void = { _ in },
        question: () async throws -> Answer<Value>
    ) async throws -> Value {
        let start = environment.uptime()
        while true {
            try Task.checkCancellation()
            switch try await question() {
            case .done(let value): return value
            case .pending(let state):
                onPending(state)
                let left = patience - (environment.uptime() - start)
                guard left > .zero else { throw WaiterTimeout(what: what, patience: patience, lastState: state) }
                try await environment.sleep(min(interval, left))
            }
        }
    }

    /// Repeats an operation while AWS refuses it with one of some codes, such as `OperationAborted` while another change
    /// of the same bucket is under way, or `NoSuchBucket` right after its creation.
    ///
    /// - Parameters:
    ///   - codes: Error codes that pass with time.
    ///   - environment: The clock and the pauses.
    ///   - operation: What to do.
    /// - Returns: The operation's value.
    /// - Throws: The operation's last error when the patience is at its end, any other error at once.
    package func retrying<Value: Sendable>(
        _ codes: Set<String>, in environment: AWSEnvironment, operation: () async throws -> Value
    ) async throws -> Value {
        let start = environment.uptime()
        while true {
            try Task.checkCancellation()
            do {
                return try await operation()
            } catch let error as AWSError where codes.contains(error.code) {
                let left = patience - (environment.uptime() - start)
                guard left > .zero else { throw error }
                try await environment.sleep(min(interval, left))
            }
        }
    }
}

/// A wait that came to nothing.
package struct WaiterTimeout: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was waited for.
    package var what: String
    /// How long.
    package var patience: Duration
    /// The state that was seen last.
    package var lastState: String

    /// Makes an error.
    package init(what: String, patience: Duration, lastState: String) {
        self.what = what
        self.patience = patience
        self.lastState = lastState
    }

    /// The error in words.
    package var description: String {
        "waited \(patience.inWords) for \(what); last seen: \(lastState)"
    }
}
