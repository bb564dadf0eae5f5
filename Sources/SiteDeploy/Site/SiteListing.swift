// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// What the bucket holds, sorted by whose it is.
///
/// ## A list while another run writes
///
/// S3's lists are strongly consistent, each page for itself: it shows what was there when the page was made. Pages that
/// are asked for one after the other show the record first, and objects as they were later. So, when the record is still
/// the same as the run claims the site, no other run has written in between, and the list is true.
///
/// Pages that are asked for at the same time (`isMixed`) may be made in any order: the record may be that of a run that
/// ended a moment ago, and an object in another page that of before that run. But then the two disagree, because the
/// record has the ETag of every object, and `SiteSync.plan` lists the bucket again. When the record is the same in both
/// lists, it was there before the second one began, and the list is as true as one in order. A list that agrees with
/// its record is true without that: the record says the same of the bucket, and the claim fails if it is not the latest.
/// Without a record there is nothing that a run could have ended with, and the claim fails if there is one by then.
package struct SiteListing: Sendable, Hashable {
    /// The site's objects in the order of their keys' bytes.
    package let objects: [RemoteObject]
    /// The record of what is settled, when there is one.
    package let record: RemoteObject?
    /// Objects that the configuration excludes: they are left alone.
    package let leftAlone: [ObjectKey: RemoteObject]
    /// Whether parts of the list were asked for at the same time.
    package let isMixed: Bool

    /// Sorts the objects of a bucket.
    ///
    /// - Parameters:
    ///   - objects: Every object in the bucket, in any order.
    ///   - exclude: What the configuration leaves out of the site.
    ///   - isMixed: Whether parts of the list were asked for at the same time.
    package init(_ objects: [RemoteObject], exclude: [GlobPattern] = [], isMixed: Bool = false) {
        self.isMixed = isMixed
        var ours: [RemoteObject] = []
        var leftAlone: [ObjectKey: RemoteObject] = [:]
        for object in objects where !object.key.isReserved {
            if !exclude.isEmpty, exclude.contains(where: { $0.matchesPathOrFolder(of: object.key.string) }) {
                leftAlone[object.key] = object
            } else {
                ours.append(object)
            }
        }
        // S3 lists them in order.
        self.objects = ours.isInOrder(by: \.key) ? ours : ours.sorted { $0.key < $1.key }
        self.leftAlone = leftAlone
        record = objects.first { $0.key == .record }
    }

    /// The most pages that are asked for at once: more would take more memory and connections than they save time.
    package static let mostRequests = 32

    /// Reads the whole bucket, page after page.
    ///
    /// - Throws: What the store throws.
    package static func read(
        from store: any SiteObjectStore, exclude: [GlobPattern] = []
    ) async throws -> SiteListing {
        var objects: [RemoteObject] = []
        var position: SiteListPosition? = .start
        while let next = position {
            let page = try await store.listObjects(at: next)
            objects += page.objects
            position = page.next.map { .token($0) }
        }
        return SiteListing(objects, exclude: exclude)
    }

    /// Reads the whole bucket, and many pages at once as soon as it is known where they are likely to begin.
    ///
    /// - Parameters:
    ///   - store: The bucket.
    ///   - exclude: What the configuration leaves out of the site.
    ///   - names: Gives the keys of the local files once, in the order of their bytes, or ends without. The first page
    ///     is asked for before that.
    /// - Returns: What `read(from:exclude:)` would return, but for what others write meanwhile; see the type.
    /// - Throws: What the store throws.
    package static func read(
        from store: any SiteObjectStore, exclude: [GlobPattern] = [], names: AsyncStream<[ObjectKey]>
    ) async throws -> SiteListing {
        do {
            let ranges = try await ranges(of: store, names: names)
            return SiteListing(ranges.objects, exclude: exclude, isMixed: ranges.isSplit)
        } catch is SiteListingRanges.OutOfOrder {
            return try await read(from: store, exclude: exclude)
        }
    }

    /// Reads the whole bucket as above, when the keys of the local files are known already.
    ///
    /// - Throws: What the store throws.
    package static func read(
        from store: any SiteObjectStore, exclude: [GlobPattern] = [], keys: [ObjectKey]
    ) async throws -> SiteListing {
        let (names, feed) = AsyncStream.makeStream(of: [ObjectKey].self)
        feed.yield(keys)
        feed.finish()
        return try await read(from: store, exclude: exclude, names: names)
    }

    private enum Event: Sendable {
        case names([ObjectKey])
        case page(SiteObjectPage, SiteListingRanges.Request)
    }

    private static func ranges(
        of store: any SiteObjectStore, names: AsyncStream<[ObjectKey]>
    ) async throws -> SiteListingRanges {
        try await withThrowingTaskGroup(of: Event.self) { group in
            var ranges = SiteListingRanges()
            var waiting = [ranges.first][...]
            var running = 0
            group.addTask {
                for await keys in names { return .names(keys) }
                return .names([])
            }
            while !ranges.isDone {
                while running < mostRequests, let request = waiting.popFirst() {
                    running += 1
                    group.addTask { .page(try await store.listObjects(at: request.position), request) }
                }
                switch try await group.next() {
                case .names(let keys)?:
                    waiting += ranges.split(at: keys)
                case .page(let page, let request)?:
                    running -= 1
                    // What a range still needs comes before ranges that have not begun.
                    if let next = try ranges.take(page, for: request) { waiting = [next] + waiting }
                case nil:
                    // Not before all is read.
                    throw CancellationError()
                }
            }
            group.cancelAll()
            return ranges
        }
    }

    /// The site's object of a key.
    package subscript(key: ObjectKey) -> RemoteObject? {
        let place = objects.partition { !($0.key < key) }
        return place < objects.endIndex && objects[place].key == key ? objects[place] : nil
    }

    /// The record in the bucket, when the listing alone tells what it says: that the bucket is exactly the site, and
    /// that nothing is owed. Then no other request is needed.
    ///
    /// - Returns: `nil` when the record must be read, or there is none.
    package func settledRecord(with scan: SiteScan) -> SiteRecord? {
        guard let record, scan.files.count == objects.count else { return nil }
        var expected = SiteRecordWriter()
        for (file, object) in zip(scan.files, objects) {
            guard file.key == object.key, file.hasBytes(ofETag: object.etag, byteCount: object.byteCount),
                object.lastModified <= record.lastModified
            else { return nil }
            expected.add(file.key, etag: object.etag, headersDigest: file.headersDigest)
        }
        guard SiteRecord.etag(of: expected.bytes) == record.etag else { return nil }
        return SiteRecord(
            entries: KeyMap(
                zip(scan.files, objects).map { file, object in
                    KeyMap.Element(file.key, SiteRecord.Entry(etag: object.etag, headersDigest: file.headersDigest))
                }))
    }
}
