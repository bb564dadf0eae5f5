// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Synchronization

/// What `--debug` shows: each request when it has ended, and at the end how many there were and how deep they went.
package final class RequestLog: Sendable {
    private let console: Console
    private let events = Mutex<[AWSCallEvent]>([])

    /// - Parameter console: Where the lines go.
    package init(console: Console) {
        self.console = console
    }

    /// Shows a request.
    func add(_ event: AWSCallEvent) {
        events.withLock { $0.append(event) }
        line("\(event)")
    }

    /// Shows the sum; nothing when nothing was sent.
    func finish() {
        let events = events.withLock { $0 }
        if !events.isEmpty { line("\(RequestDepth(events))") }
    }

    private func line(_ text: String) {
        console.line(console.style.dim("debug: \(text)"))
    }
}
