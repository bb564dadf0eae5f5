// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import SiteDeploy

/// The events of a sync in the order in which they came.
final class EventLog: Sendable {
    private let events = Mutex<[SiteSyncEvent]>([])

    var all: [SiteSyncEvent] { events.withLock { $0 } }

    func add(_ event: SiteSyncEvent) { events.withLock { $0.append(event) } }
}
