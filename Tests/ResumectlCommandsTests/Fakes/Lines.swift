// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Keeps what was written.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ text: String) { lines.withLock { $0.append(text) } }
}
