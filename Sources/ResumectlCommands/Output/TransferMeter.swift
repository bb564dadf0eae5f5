// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// How fast an upload is, as the mean of its last seconds.
struct TransferMeter: Sendable, Equatable {
    private static let window: Duration = .seconds(10)
    /// Two looks that are nearer to each other than this count as one.
    private static let grain: Duration = .milliseconds(200)

    private var samples: [Sample] = []

    private struct Sample: Equatable {
        let time: ContinuousClock.Instant
        var bytes: Int64
    }

    /// Notes how many bytes are done.
    mutating func note(_ bytes: Int64, at time: ContinuousClock.Instant) {
        if samples.count > 1, let last = samples.last, time - last.time < Self.grain { return }
        samples.append(Sample(time: time, bytes: bytes))
        // One from before the window stays, as the window's beginning.
        while samples.count > 2, time - samples[1].time >= Self.window { samples.removeFirst() }
    }

    /// Bytes in a second; `nil` as long as that cannot be told.
    ///
    /// - Parameters:
    ///   - bytes: How many are done by now.
    ///   - time: Now: where nothing more arrives, the rate goes down.
    /// - Returns: The rate, more than nothing.
    func rate(_ bytes: Int64, at time: ContinuousClock.Instant) -> Double? {
        guard let first = samples.first else { return nil }
        let passed = (time - first.time) / .seconds(1)
        guard passed >= 1, bytes > first.bytes else { return nil }
        return Double(bytes - first.bytes) / passed
    }
}
