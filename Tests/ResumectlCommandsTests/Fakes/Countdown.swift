// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts up to a number, and then ends the command as a user would.
final class Countdown: Sendable {
    private let count = Mutex(0)
    private let last: Int

    init(_ last: Int) {
        self.last = last
    }

    /// The next number, from 1.
    @discardableResult
    func next() throws -> Int {
        let number = count.withLock { count in
            count += 1
            return count
        }
        guard number <= last else { throw CancellationError() }
        return number
    }
}
