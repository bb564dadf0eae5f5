// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import Synchronization

/// One request on its way to its answer. Whatever ends it first counts: the answer, an error, the time, the caller.
///
/// The time runs anew with every piece of a large body that the network takes: a file on a slow line may need an hour,
/// and what is to be noticed is that nothing goes on.
final class HTTPExchange: Sendable {
    private struct State {
        var continuation: CheckedContinuation<HTTPResponse, any Error>?
        var channel: (any Channel)?
        var timer: Scheduled<Void>?
        var deadline: NIODeadline
        var isDone = false
    }

    let request: HTTPRequest
    /// Host and port, for messages.
    let authority: String
    /// Told of each piece of the body that the network has taken; `nil` when nobody wants to know.
    let progress: HTTPBodyProgress.Attempt?
    private let timeout: Duration
    private let state: Mutex<State>

    init(_ request: HTTPRequest, authority: String, timeout: Duration, start: NIODeadline = .now()) {
        self.request = request
        self.authority = authority
        progress = request.payload.progress?.begin()
        self.timeout = timeout
        state = Mutex(State(deadline: start + TimeAmount(timeout)))
    }

    /// Whether it is over.
    var isDone: Bool { state.withLock { $0.isDone } }

    /// Waits for the answer, which `send` is to bring about. A cancelled caller gets its error at once.
    func answer(_ send: () -> Void) async throws -> HTTPResponse {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isDone = state.withLock { state in
                    if !state.isDone { state.continuation = continuation }
                    return state.isDone
                }
                if isDone { continuation.resume(throwing: CancellationError()) } else { send() }
            }
        } onCancel: {
            abandon(CancellationError())
        }
    }

    /// Begins to watch the time, which runs since the exchange was made.
    func watch(on loop: any EventLoop) {
        let deadline = state.withLock { $0.deadline }
        let timer = loop.scheduleTask(deadline: deadline) { self.expire(on: loop) }
        let unneeded = state.withLock { state -> Scheduled<Void>? in
            if state.isDone { return timer }
            // One that has waited for a connection is watched already.
            defer { state.timer = timer }
            return state.timer
        }
        unneeded?.cancel()
    }

    /// Takes note that the network has taken a piece of the body.
    ///
    /// - Parameters:
    ///   - byteCount: How many bytes.
    ///   - now: When, by the clock of the connection's loop.
    func took(_ byteCount: Int, at now: NIODeadline) {
        progress?.add(byteCount)
        state.withLock { $0.deadline = max($0.deadline, now + TimeAmount(timeout)) }
    }

    /// Takes note of the connection, which is closed if the exchange is given up from now on.
    ///
    /// - Returns: `false` when it is over already.
    func attach(_ channel: any Channel) -> Bool {
        state.withLock { state in
            if !state.isDone { state.channel = channel }
            return !state.isDone
        }
    }

    /// Ends with a result, unless it has ended. The connection is the caller's to keep or close.
    func finish(_ result: Result<HTTPResponse, any Error>) {
        _ = end(result)
    }

    /// Ends with an error and closes the connection.
    private func abandon(_ error: any Error) {
        end(.failure(error))?.close(promise: nil)
    }

    private func expire(on loop: any EventLoop) {
        guard state.withLock({ $0.deadline }) <= loop.now else { return watch(on: loop) }
        abandon(
            HTTPTransportError(
                kind: .timeout, message: "no complete answer from \(authority) within \(timeout.inWords)"))
    }

    private func end(_ result: Result<HTTPResponse, any Error>) -> (any Channel)? {
        let ended = state.withLock { state -> State in
            defer { state = State(deadline: state.deadline, isDone: true) }
            return state
        }
        guard !ended.isDone else { return nil }
        ended.timer?.cancel()
        ended.continuation?.resume(with: result)
        return ended.channel
    }
}
