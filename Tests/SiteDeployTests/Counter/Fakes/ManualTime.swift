// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import SiteDeploy

/// A clock that only sleeping moves.
final class ManualTime: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    /// How long has been slept.
    var elapsed: Duration { passed.withLock { $0 } }

    /// Waits that cost no time.
    var patience: Patience {
        Patience(
            now: { self.start + self.elapsed }, sleep: { pause in self.passed.withLock { $0 += pause } })
    }
}
