// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import AWSServices

struct PagedSequenceTests {
    /// Pages of a list, and the tokens that were asked for.
    private final class List: Sendable {
        let pages: [[Int]]
        let asked = Mutex<[Int?]>([])

        init(_ pages: [[Int]]) {
            self.pages = pages
        }

        func sequence() -> PagedSequence<Int> {
            PagedSequence("ListThings", of: .acm) { (token: Int?) in
                self.asked.withLock { $0.append(token) }
                let index = token ?? 0
                return (self.pages[index], index + 1 < self.pages.count ? index + 1 : nil)
            }
        }
    }

    @Test(arguments: [
        [[]], [[1]], [[1, 2], [3]], [[], [1], [], [], [2], []],
    ])
    func givesTheElementsOfAllPages(pages: [[Int]]) async throws {
        let list = List(pages)
        let all = try await list.sequence().all()
        #expect(all == pages.flatMap { $0 })
        #expect(list.asked.withLock { $0.count } == pages.count)
    }

    @Test func fetchesNoMoreThanIsLookedAt() async throws {
        let list = List([[1, 2], [3, 4], [5]])
        let sequence = list.sequence()
        #expect(list.asked.withLock { $0 } == [])
        for try await element in sequence where element == 3 { break }
        #expect(list.asked.withLock { $0 } == [nil, 1])
    }

    @Test func startsAgainWithEveryIteration() async throws {
        let list = List([[1], [2]])
        let sequence = list.sequence()
        let (first, second) = (try await sequence.all(), try await sequence.all())
        #expect(first == second)
        #expect(list.asked.withLock { $0 } == [nil, 1, nil, 1])
    }

    @Test func refusesATokenThatLeadsToItself() async {
        let sequence = PagedSequence<Int>("ListThings", of: .acm) { (_: String?) in ([1], "same") }
        let error = await #expect(throws: AWSError.self) { try await sequence.all() }
        #expect(error?.code == "UnreadableResponse")
        #expect(error?.operation == "ListThings")
    }
}
