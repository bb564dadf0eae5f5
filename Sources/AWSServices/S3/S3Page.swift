// SPDX-License-Identifier: Apache-2.0

/// One page of a list.
package struct S3Page<Item: Sendable>: Sendable {
    /// Up to 1,000 items.
    package var items: [Item]
    /// Where the next page begins, `nil` on the last one.
    package var next: S3PageToken?

    /// Makes a page.
    package init(items: [Item], next: S3PageToken?) {
        self.items = items
        self.next = next
    }
}

/// Where a page begins; to be handed back as it came.
package struct S3PageToken: Sendable, Hashable {
    /// S3's token, or the key to go on after.
    package let marker: String
    let secondMarker: String?

    /// Makes a token of what `marker` said before.
    package init(_ marker: String) {
        self.init(marker, nil)
    }

    init(_ marker: String, _ secondMarker: String?) {
        self.marker = marker
        self.secondMarker = secondMarker
    }
}

/// The pages of a list, fetched one by one as they are asked for.
package struct S3PageSequence<Item: Sendable>: AsyncSequence, Sendable {
    package typealias Element = S3Page<Item>

    let fetch: @Sendable (S3PageToken?) async throws -> S3Page<Item>

    /// Starts with the first page.
    package func makeAsyncIterator() -> Iterator {
        Iterator(fetch: fetch)
    }

    /// Walks over the pages.
    package struct Iterator: AsyncIteratorProtocol {
        let fetch: @Sendable (S3PageToken?) async throws -> S3Page<Item>
        private var token: S3PageToken?
        private var isDone = false

        init(fetch: @escaping @Sendable (S3PageToken?) async throws -> S3Page<Item>) {
            self.fetch = fetch
        }

        /// Fetches the next page, `nil` after the last one.
        package mutating func next() async throws -> S3Page<Item>? {
            if isDone { return nil }
            let page = try await fetch(token)
            // A page that leads to itself would never end.
            if let next = page.next, next == token {
                throw AWSError(
                    service: .s3, operation: "List", code: "UnreadableResponse",
                    message: "the next page has the token of this one")
            }
            token = page.next
            isDone = token == nil
            return page
        }
    }
}
