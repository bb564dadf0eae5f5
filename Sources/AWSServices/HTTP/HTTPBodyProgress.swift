// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Tells how much of one body the network has taken, while it is being sent.
///
/// Every change is told as a difference, in order and from any thread, the network's own among them. What an attempt has
/// sent is taken back when the next one begins, so the sum is never more than what one attempt has handed over.
package final class HTTPBodyProgress: Sendable {
    private struct State {
        /// The attempt that counts, counted from 1; `nil` when nothing counts any more.
        var attempt: Int? = 0
        var byteCount = 0
    }

    /// One attempt to send the body.
    package struct Attempt: Sendable {
        fileprivate let progress: HTTPBodyProgress
        fileprivate let number: Int

        /// Takes note of bytes that the network has taken. Those of an attempt that is over do not count.
        ///
        /// - Parameter byteCount: How many more.
        package func add(_ byteCount: Int) {
            progress.state.withLock { state in
                if state.attempt == number { progress.change(&state, to: state.byteCount + byteCount) }
            }
        }
    }

    private let state = Mutex(State())
    private let tell: @Sendable (Int) -> Void

    /// Progress of which nothing is told yet.
    ///
    /// - Parameter tell: Told by how many bytes the sum has changed; negative when they have to be sent again. It must be
    ///   quick, since the network waits for it, and must not come back to this object.
    package init(_ tell: @escaping @Sendable (Int) -> Void) {
        self.tell = tell
    }

    /// Begins an attempt, and takes back what the one before has sent.
    ///
    /// - Returns: The attempt, for whoever sends it.
    package func begin() -> Attempt {
        state.withLock { state in
            // After the end there is none that counts.
            guard let last = state.attempt else { return Attempt(progress: self, number: 0) }
            state.attempt = last + 1
            change(&state, to: 0)
            return Attempt(progress: self, number: last + 1)
        }
    }

    /// Ends it all: whatever comes later is not told.
    ///
    /// - Parameter byteCount: What the sum is in the end: the size of the body, or 0 when it did not arrive.
    package func end(at byteCount: Int) {
        state.withLock { state in
            state.attempt = nil
            change(&state, to: byteCount)
        }
    }

    /// Under the lock, so that nothing is told in another order or after the end.
    private func change(_ state: inout State, to byteCount: Int) {
        let difference = byteCount - state.byteCount
        state.byteCount = byteCount
        if difference != 0 { tell(difference) }
    }
}
