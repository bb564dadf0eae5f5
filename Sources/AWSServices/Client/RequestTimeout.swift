// SPDX-License-Identifier: Apache-2.0

/// The user's own limit for a single attempt of a request: `RESUMECTL_REQUEST_TIMEOUT`, in seconds.
///
/// Without it an attempt may take 60 seconds, and 2 to 15 minutes where files are sent. The time of a large body runs anew
/// with every piece of it that the network takes, so a slow line needs no longer limit. A shorter one helps where a
/// network swallows packets.
package struct RequestTimeout: Sendable, Equatable {
    /// The variable.
    package static let variable = "RESUMECTL_REQUEST_TIMEOUT"

    /// The limit, more than nothing.
    package let duration: Duration

    /// Reads a value such as `90` or `2.5`; `nil` when it is no number from 0.1 to 86,400.
    ///
    /// - Parameter text: Seconds.
    package init?(_ text: String) {
        guard let seconds = Double(text), seconds >= 0.1, seconds <= 86_400 else { return nil }
        duration = .milliseconds(Int64(seconds * 1000))
    }

    /// The limit that the environment sets; `nil` when it sets none, or none that can be understood.
    ///
    /// - Parameter environment: The process's environment.
    package init?(environment: AWSEnvironment) {
        guard let text = environment[Self.variable] else { return nil }
        self.init(text)
    }
}
