// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A value that is known later; any number of tasks may wait for it.
final class Announced<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiting: [Mailbox<Value>] = []
    }

    private let state = Mutex(State())

    /// Tells the value; the last one told holds from then on.
    func announce(_ value: Value) {
        let waiting = state.withLock { state in
            state.value = value
            defer { state.waiting = [] }
            return state.waiting
        }
        for mailbox in waiting { mailbox.send(value) }
    }

    /// The value, waited for.
    ///
    /// - Throws: `CancellationError` when the task was cancelled.
    var value: Value {
        get async throws {
            let mailbox = Mailbox<Value>()
            let known = state.withLock { state in
                if state.value == nil { state.waiting.append(mailbox) }
                return state.value
            }
            if let known { return known }
            return try await mailbox.next()
        }
    }
}
