// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SiteListingRangesTests {
    private static func keys(_ count: Int) -> [ObjectKey] {
        (0..<count).map { ObjectKey("k\(String(repeating: "0", count: 6 - "\($0)".utf8.count))\($0)") }
    }

    private static func object(_ key: ObjectKey) -> RemoteObject {
        RemoteObject(key: key, etag: "e", byteCount: 1, lastModified: Date(timeIntervalSince1970: 1))
    }

    struct SplitCase: Sendable, CustomTestStringConvertible {
        let localCount: Int
        /// Where the requests besides the first begin, as places among the local keys.
        let starts: [Int]

        var testDescription: String { "\(localCount) files" }
    }

    @Test(arguments: [
        SplitCase(localCount: 0, starts: []), SplitCase(localCount: 1, starts: []),
        SplitCase(localCount: 960, starts: []), SplitCase(localCount: 961, starts: [479]),
        SplitCase(localCount: 1921, starts: [639, 1279]),
        SplitCase(localCount: 10_000, starts: [908, 1817, 2726, 3635, 4544, 5453, 6362, 7271, 8180, 9089]),
    ])
    func theNumberOfLocalFilesTellsHowManyRangesThereAre(_ c: SplitCase) {
        let keys = Self.keys(c.localCount)
        var ranges = SiteListingRanges()
        #expect(ranges.first.position == .start)
        #expect(ranges.split(at: keys).map(\.position) == c.starts.map { .after(keys[$0]) })
        #expect(ranges.isSplit == !c.starts.isEmpty)
    }

    @Test func onlyWhatIsNotReadYetIsSplit() throws {
        let keys = Self.keys(5000)
        var ranges = SiteListingRanges()
        let next = try ranges.take(
            SiteObjectPage(objects: keys[..<4000].map(Self.object), next: "t"), for: ranges.first)
        #expect(next?.position == .token("t"))
        #expect(ranges.split(at: keys).map(\.position) == [.after(keys[4499])])
        var done = SiteListingRanges()
        #expect(try done.take(SiteObjectPage(objects: [], next: nil), for: done.first) == nil)
        #expect(done.split(at: keys).isEmpty && done.isDone && done.objects.isEmpty)
    }

    @Test func aPageOutOfOrderIsRefused() throws {
        for keys in [["b", "a"], ["a", "a"]] as [[ObjectKey]] {
            var ranges = SiteListingRanges()
            #expect(throws: SiteListingRanges.OutOfOrder.self) {
                try ranges.take(SiteObjectPage(objects: keys.map(Self.object), next: nil), for: ranges.first)
            }
        }
        // A store that takes no notice of where a page is to begin.
        let local = Self.keys(2000)
        var ranges = SiteListingRanges()
        let request = try #require(ranges.split(at: local).first)
        #expect(throws: SiteListingRanges.OutOfOrder.self) {
            try ranges.take(SiteObjectPage(objects: [Self.object(local[0])], next: nil), for: request)
        }
    }

    // MARK: The result is that of the plain list

    /// A bucket that answers pages of a given size.
    private struct Bucket {
        let keys: [ObjectKey]
        let pageSize: Int

        func page(at position: SiteListPosition) -> SiteObjectPage {
            let rest =
                switch position {
                case .start: keys[...]
                case .after(let key): keys.drop { !(key < $0) }
                case .token(let text): keys.drop { !(ObjectKey(text) < $0) }
                }
            let page = rest.prefix(pageSize)
            return SiteObjectPage(
                objects: page.map(SiteListingRangesTests.object),
                next: page.count < rest.count ? page.last?.string : nil)
        }
    }

    /// Some of many keys, near each other and far, with bytes that sort otherwise than letters do.
    private static func someKeys(_ count: Int, using random: inout SplitMix) -> Set<ObjectKey> {
        let parts = ["a", "b", "Z", "é", "\u{FFFD}", "😀", "-", ".", "0", "~"]
        return Set(
            (0..<count).map { _ in
                ObjectKey(
                    (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        (parts.randomElement(using: &random) ?? "") + "\(Int.random(in: 0..<40, using: &random))"
                    }.joined(separator: "/"))
            })
    }

    @Test(arguments: 0..<200)
    func anyBucketIsReadWhole(seed: Int) throws {
        var random = SplitMix(seed: seed)
        let sizes = [0, 1, 3, 900, 2500, 6000]
        let local = Self.someKeys(sizes.randomElement(using: &random) ?? 0, using: &random)
        // From a bucket with just the site to one with nothing of it, before, between and after.
        let share = Double.random(in: 0...1, using: &random)
        var remote = local.filter { _ in Double.random(in: 0...1, using: &random) < share }
        remote.formUnion(Self.someKeys(sizes.randomElement(using: &random) ?? 0, using: &random))
        if Bool.random(using: &random) { remote.insert(.record) }
        let bucket = Bucket(keys: remote.sorted(), pageSize: [1000, 1000, 37][seed % 3])

        var ranges = SiteListingRanges()
        var waiting = [ranges.first]
        var isSplit = false
        var requestCount = 0
        while !ranges.isDone {
            if !isSplit, waiting.isEmpty || Int.random(in: 0..<3, using: &random) == 0 {
                waiting += ranges.split(at: local.sorted())
                isSplit = true
            }
            guard let index = waiting.indices.randomElement(using: &random) else { continue }
            let request = waiting.remove(at: index)
            requestCount += 1
            if let next = try ranges.take(bucket.page(at: request.position), for: request) { waiting.append(next) }
        }
        #expect(waiting.isEmpty)
        #expect(ranges.objects.map(\.key) == bucket.keys)
        #expect(requestCount <= bucket.keys.count / bucket.pageSize + 2 * (local.count / 960 + 1) + 1)
    }

    @Test func aSiteThatIsInTheBucketTakesOneRequestForEachRange() throws {
        for count in [10, 959, 1000, 10_000] {
            let local = Self.keys(count)
            let bucket = Bucket(keys: [.record] + local, pageSize: 1000)
            var ranges = SiteListingRanges()
            var waiting = [ranges.first]
            waiting += ranges.split(at: local)
            for request in waiting {
                #expect(try ranges.take(bucket.page(at: request.position), for: request) == nil, "\(count) files")
            }
            #expect(ranges.isDone && ranges.objects.map(\.key) == bucket.keys)
        }
    }
}
