// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// What the bucket holds, sorted by whose it is.
package struct SiteListing: Sendable, Hashable {
    /// The site's objects in the order of their keys' bytes.
    package let objects: [RemoteObject]
    /// The record of what is settled, when there is one.
    package let record: RemoteObject?
    /// Objects that the configuration excludes: they are left alone.
    package let leftAlone: [ObjectKey: RemoteObject]
    private let byKey: [ObjectKey: RemoteObject]

    /// Sorts the objects of a bucket.
    ///
    /// - Parameters:
    ///   - objects: Every object in the bucket, in any order.
    ///   - exclude: What the configuration leaves out of the site.
    package init(_ objects: [RemoteObject], exclude: [GlobPattern] = []) {
        var ours: [RemoteObject] = []
        var leftAlone: [ObjectKey: RemoteObject] = [:]
        for object in objects where !object.key.isReserved {
            if exclude.contains(where: { $0.matchesPathOrFolder(of: object.key.string) }) {
                leftAlone[object.key] = object
            } else {
                ours.append(object)
            }
        }
        self.objects = ours.sorted { $0.key < $1.key }
        self.leftAlone = leftAlone
        record = objects.first { $0.key == .record }
        byKey = Dictionary(ours.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads the whole bucket, page after page.
    ///
    /// - Throws: What the store throws.
    package static func read(
        from store: any SiteObjectStore, exclude: [GlobPattern] = []
    ) async throws -> SiteListing {
        var objects: [RemoteObject] = []
        var token: String?
        repeat {
            let page = try await store.listObjects(after: token)
            objects += page.objects
            token = page.next
        } while token != nil
        return SiteListing(objects, exclude: exclude)
    }

    /// The site's object of a key.
    package subscript(key: ObjectKey) -> RemoteObject? { byKey[key] }

    /// The record in the bucket, when the listing alone tells what it says: that the bucket is exactly the site, and
    /// that nothing is owed. Then no other request is needed.
    ///
    /// - Returns: `nil` when the record must be read, or there is none.
    package func settledRecord(with scan: SiteScan) -> SiteRecord? {
        guard let record, scan.files.count == objects.count else { return nil }
        var entries: [ObjectKey: SiteRecord.Entry] = [:]
        for (file, object) in zip(scan.files, objects) {
            guard file.key == object.key, file.hasBytes(ofETag: object.etag, byteCount: object.byteCount),
                object.lastModified <= record.lastModified
            else { return nil }
            entries[file.key] = SiteRecord.Entry(etag: object.etag, headersDigest: file.headers.digest)
        }
        let expected = SiteRecord(entries: entries)
        return expected.etag == record.etag ? expected : nil
    }
}
