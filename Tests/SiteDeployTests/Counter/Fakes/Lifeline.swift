// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Kills the process under test after a number of requests: nothing that it sends later arrives.
final class Lifeline: Sendable {
    enum State: Equatable {
        case alive
        /// The request is carried out, but its answer finds nobody.
        case dying
        case dead
    }

    private struct Count {
        var limit: Int?
        var sent = 0
    }

    private let count = Mutex(Count())

    /// Lets `limit` requests through from now on; `nil` lets all through.
    func cut(after limit: Int?) {
        count.withLock { $0 = Count(limit: limit) }
    }

    /// Whether the limit has been met.
    var isCut: Bool {
        count.withLock { count in count.limit.map { count.sent >= $0 } ?? false }
    }

    func next() -> State {
        count.withLock { count in
            count.sent += 1
            guard let limit = count.limit, count.sent >= limit else { return .alive }
            return count.sent == limit ? .dying : .dead
        }
    }
}
