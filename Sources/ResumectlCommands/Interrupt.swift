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

/// Whether the user wants the run to stop: once lets running steps finish, twice ends the process.
package final class Interrupt: Sendable {
    private struct State {
        var isRequested = false
        var isIdle = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether a stop was asked for.
    package var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Asks for a stop.
    ///
    /// - Returns: Whether the process is to end at once: it was asked for already, or nothing is under way.
    @discardableResult
    package func request() -> Bool {
        state.withLock { state in
            defer { state.isRequested = true }
            return state.isRequested || state.isIdle
        }
    }

    /// Does something during which nothing is under way that would have to be finished, such as asking the user.
    ///
    /// - Parameter body: What to do.
    /// - Returns: What `body` returns.
    package func whileIdle<Answer>(_ body: () throws -> Answer) rethrows -> Answer {
        state.withLock { $0.isIdle = true }
        defer { state.withLock { $0.isIdle = false } }
        return try body()
    }

    /// Listens to Ctrl-C and to the signal by which CI systems end a job.
    ///
    /// - Returns: An interrupt that is asked for by SIGINT and SIGTERM.
    package static func onSignals() -> Interrupt {
        let interrupt = Interrupt()
        let queue = DispatchQueue(label: "resumectl.signals")
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                // The handler keeps its source alive, for as long as the process lives.
                _ = source.handle
                // The second time the user means it; what AWS accepted stays, and the next run goes on from there.
                if interrupt.request() { _exit(130) }
                let note = "\nStopping after the steps that are running; once more stops at once.\n"
                _ = note.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
            }
            source.resume()
        }
        return interrupt
    }
}
