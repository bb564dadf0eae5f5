// SPDX-License-Identifier: Apache-2.0

/// The elements of a list that AWS gives out page by page.
///
/// Pages are fetched one at a time, the next one only when its first element is asked for; leaving the loop early saves
/// the rest. Every iteration starts again at the first page. Empty pages in the middle are passed over.
package struct PagedSequence<Element: Sendable>: AsyncSequence, Sendable {
    /// One page and the way to the next.
    struct Page: Sendable {
        let items: [Element]
        /// `nil` on the last page.
        let next: (@Sendable () async throws -> Page)?
    }

    private let first: @Sendable () async throws -> Page

    /// Makes a sequence from a function that fetches one page.
    ///
    /// - Parameters:
    ///   - operation: AWS's name of the operation, for the error below.
    ///   - service: The service that is called.
    ///   - fetch: Fetches the page of a token, `nil` for the first; gives `nil` as the next token on the last page. A
    ///     token that leads to itself would never end and is thrown as `AWSError` with code `UnreadableResponse`.
    init<Token: Sendable & Equatable>(
        _ operation: String, of service: AWSService,
        fetch: @escaping @Sendable (Token?) async throws -> (items: [Element], next: Token?)
    ) {
        @Sendable func load(_ token: Token?) async throws -> Page {
            let (items, next) = try await fetch(token)
            guard let next else { return Page(items: items, next: nil) }
            guard next != token else {
                throw AWSError(
                    service: service, operation: operation, code: "UnreadableResponse",
                    message: "the next page has the token of this one")
            }
            return Page(items: items, next: { try await load(next) })
        }
        self.first = { try await load(nil) }
    }

    /// Fetches all pages.
    ///
    /// - Returns: Every element, in AWS's order.
    package func all() async throws -> [Element] {
        var elements: [Element] = []
        for try await element in self { elements.append(element) }
        return elements
    }

    /// Starts at the first page; nothing is sent before the first `next()`.
    package func makeAsyncIterator() -> Iterator {
        Iterator(load: first)
    }

    /// Walks over the elements of the pages.
    package struct Iterator: AsyncIteratorProtocol {
        /// Fetches the page after the current one; `nil` when there is none.
        private var load: (@Sendable () async throws -> Page)?
        private var items: [Element] = []
        private var position = 0

        init(load: @escaping @Sendable () async throws -> Page) {
            self.load = load
        }

        /// The next element, `nil` at the end; fetches a page when it needs one.
        package mutating func next() async throws -> Element? {
            while position == items.count {
                guard let load else { return nil }
                let page = try await load()
                (items, position, self.load) = (page.items, 0, page.next)
            }
            defer { position += 1 }
            return items[position]
        }
    }
}
