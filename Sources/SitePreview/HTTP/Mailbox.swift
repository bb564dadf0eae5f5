// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Hands values from any task to one that waits for them.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting: (id: Int, continuation: CheckedContinuation<Element, any Error>)?
        var lastID = 0
    }

    private let state = Mutex(State())

    /// Puts a value in.
    func send(_ element: Element) {
        let waiting = state.withLock { state -> CheckedContinuation<Element, any Error>? in
            guard let waiting = state.waiting else {
                state.elements.append(element)
                return nil
            }
            state.waiting = nil
            return waiting.continuation
        }
        waiting?.resume(returning: element)
    }

    /// Takes the oldest value out, or waits for one. Of two that wait, the earlier one gives up.
    ///
    /// - Throws: `CancellationError` when the task was cancelled, or another one waits now.
    func next() async throws -> Element {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (element, displaced) = state.withLock {
                    state -> (Element?, CheckedContinuation<Element, any Error>?) in
                    if !state.elements.isEmpty { return (state.elements.removeFirst(), nil) }
                    if Task.isCancelled { return (nil, continuation) }
                    let earlier = state.waiting?.continuation
                    state.waiting = (id, continuation)
                    return (nil, earlier)
                }
                displaced?.resume(throwing: CancellationError())
                if let element { continuation.resume(returning: element) }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Element, any Error>? in
                guard let waiting = state.waiting, waiting.id == id else { return nil }
                state.waiting = nil
                return waiting.continuation
            }
            waiting?.resume(throwing: CancellationError())
        }
    }
}
