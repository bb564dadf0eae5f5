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
    private let requested = Mutex(false)

    package init() {}

    /// Whether a stop was asked for.
    package var isRequested: Bool { requested.withLock { $0 } }

    /// Asks for a stop.
    ///
    /// - Returns: Whether it was asked for already.
    @discardableResult
    package func request() -> Bool {
        requested.withLock { requested in
            defer { requested = true }
            return requested
        }
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
