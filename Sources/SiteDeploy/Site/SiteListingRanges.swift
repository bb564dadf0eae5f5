// SPDX-License-Identifier: Apache-2.0

/// Decides which pages of a bucket are asked for, and puts the answers together.
///
/// It begins as a plain list, one page after the other. Once the names of the local files are known, what is left is
/// split at some of them into ranges that are asked for at the same time. Each range is read to its end, however many
/// pages that takes, and what a page has beyond the end belongs to the next range. So the result is that of the plain
/// list, whatever the bucket holds; the local names decide only how many requests that takes, and how many at once.
///
/// It asks for nothing itself: it says what to ask for, and takes the answers in any order.
package struct SiteListingRanges: Sendable {
    /// A page to ask for.
    package struct Request: Sendable, Hashable {
        /// The range that it is of.
        fileprivate let range: Int
        /// Where it begins.
        package let position: SiteListPosition
    }

    /// A page was not in the order of its keys' bytes, so that ranges mean nothing in this bucket.
    package struct OutOfOrder: Error {}

    private struct Range {
        /// The last key of the range, which need not exist; `nil` for all the rest.
        var end: ObjectKey?
        var objects: [RemoteObject] = []
        var isDone = false
    }

    /// So many local names make a range: a page has 1,000 keys, and the bucket may have a few that are not local, such
    /// as the record.
    package static let rangeCount = 960

    /// What to ask for first.
    package let first = Request(range: 0, position: .start)
    private var ranges = [Range()]

    package init() {}

    /// Whether everything has been read.
    package var isDone: Bool { ranges.allSatisfy(\.isDone) }

    /// Whether parts of the bucket were asked for at the same time.
    package var isSplit: Bool { ranges.count > 1 }

    /// Every object that was read, in the order of the keys' bytes, each key once.
    package var objects: [RemoteObject] { ranges.count == 1 ? ranges[0].objects : ranges.flatMap(\.objects) }

    /// Splits what has not been read yet.
    ///
    /// - Parameter keys: The keys that the local files have, in the order of their bytes.
    /// - Returns: What to ask for besides what is under way; nothing when the rest is likely to be one page.
    package mutating func split(at keys: [ObjectKey]) -> [Request] {
        guard ranges.count == 1, !ranges[0].isDone else { return [] }
        let rest = ranges[0].objects.last.map { last in keys[keys.partition { last.key < $0 }...] } ?? keys[...]
        let count = (rest.count + Self.rangeCount - 1) / Self.rangeCount
        guard count > 1 else { return [] }
        var requests: [Request] = []
        for number in 1..<count {
            let end = rest[rest.startIndex + rest.count * number / count - 1]
            ranges[number - 1].end = end
            ranges.append(Range())
            requests.append(Request(range: number, position: .after(end)))
        }
        return requests
    }

    /// Takes a page.
    ///
    /// - Returns: What to ask for next; `nil` when the range of the page is done.
    /// - Throws: `OutOfOrder`.
    package mutating func take(_ page: SiteObjectPage, for request: Request) throws(OutOfOrder) -> Request? {
        let number = request.range
        var last = ranges[number].objects.last?.key
        if last == nil, number > 0 { last = ranges[number - 1].end }
        for object in page.objects {
            if let last, !(last < object.key) { throw OutOfOrder() }
            last = object.key
        }
        let end = ranges[number].end
        if let end, let last, !(last < end) {
            // Nearly all of the page is in the range.
            let count = page.objects.lastIndex { !(end < $0.key) }.map { $0 + 1 } ?? 0
            ranges[number].objects += page.objects.prefix(count)
            ranges[number].isDone = true
            return nil
        }
        ranges[number].objects += page.objects
        guard let token = page.next else {
            ranges[number].isDone = true
            return nil
        }
        return Request(range: number, position: .token(token))
    }
}
