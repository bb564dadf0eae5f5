// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A clock that moves only when somebody sleeps by it.
final class VirtualClock: Sendable {
    private struct Values {
        var time: Double
        var elapsed = Duration.zero
        var sleeps: [Duration] = []
    }

    private let values: Mutex<Values>

    /// 2026-11-21T09:30:00Z unless told otherwise.
    init(secondsSince1970: Double = 1_795_253_400) {
        values = Mutex(Values(time: secondsSince1970))
    }

    var now: Date { values.withLock { Date(timeIntervalSince1970: $0.time) } }
    var sleeps: [Duration] { values.withLock { $0.sleeps } }

    func advance(by duration: Duration) {
        values.withLock { values in
            values.time += duration.seconds
            values.elapsed += duration
        }
    }

    func environment(
        _ variables: [String: String] = [:], home: String = "/home/nobody", random: Double = 1
    ) -> AWSEnvironment {
        AWSEnvironment(
            variables: variables, homeDirectory: home, now: { self.now },
            uptime: { self.values.withLock { $0.elapsed } }, random: { random },
            sleep: { duration in
                try Task.checkCancellation()
                self.values.withLock { $0.sleeps.append(duration) }
                self.advance(by: duration)
            })
    }
}
