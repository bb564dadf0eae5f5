// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Something that happens once.
final class Flag: Sendable {
    private let state = Mutex(false)

    /// Whether it has happened.
    var isSet: Bool { state.withLock { $0 } }

    /// It happens.
    ///
    /// - Returns: Whether this was the first time.
    func set() -> Bool {
        state.withLock { state in
            defer { state = true }
            return !state
        }
    }
}
