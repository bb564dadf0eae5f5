// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Hands out the parts of a file, each to one worker.
final class PartQueue: Sendable {
    private let count: Int
    private let taken = Atomic(0)

    /// - Parameter count: How many parts there are.
    init(count: Int) {
        self.count = count
    }

    /// The next part, counted from 0; `nil` when there is none left.
    func next() -> Int? {
        let index = taken.add(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
