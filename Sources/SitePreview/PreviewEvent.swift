// SPDX-License-Identifier: Apache-2.0

/// What the user is told while the server runs.
package enum PreviewEvent: Sendable, Equatable {
    /// A request was answered; `duration` is the time until the answer began.
    case request(method: String, target: String, status: Int, duration: Duration)
    /// The counter's function is loaded and has its table.
    case counterReady
    /// A line that the function wrote.
    case function(String)
    /// A line that the local table wrote.
    case table(String)
    /// Something to know; told once.
    case note(String)
    /// The site has changed, and open pages load again.
    case changed
}
