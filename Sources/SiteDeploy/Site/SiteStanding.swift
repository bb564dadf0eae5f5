// SPDX-License-Identifier: Apache-2.0

/// What is settled and what is owed, from the record and the listing alone.
package struct SiteStanding: Sendable, Hashable {
    /// Objects that are as the record says; their headers are known when the entry has a digest.
    package let settled: KeyMap<SiteRecord.Entry>
    /// Keys of which a cache may have an old copy.
    package let owed: Set<ObjectKey>
    /// Whether a cache may have an old copy of anything; then `settled` and `owed` are empty.
    package let owesEverything: Bool
    /// Whether the bucket is what the record says, so that what is owed is what the record says too. `true` also when
    /// there is no record at all.
    package let agreesWithRecord: Bool
    /// Whether a run has begun to change the site and has not said that it is done: it is at work, or dead.
    package let isClaimed: Bool
    /// The content of the record in the listing; `nil` when there is none, or it was another one when it was read.
    let recordBytes: [UInt8]?

    /// Holds the record against the listing; the rules are those of `SiteRecord`.
    ///
    /// - Parameters:
    ///   - record: The record's content; `nil` when there is none or it cannot be read.
    ///   - listing: What the bucket holds, the record among it.
    ///   - isClaimed: See the property; a record with an owner is a claim in any case.
    ///   - bytes: See `recordBytes`.
    package init(record: SiteRecord?, listing: SiteListing, isClaimed: Bool = false, bytes: [UInt8]? = nil) {
        recordBytes = bytes
        self.isClaimed = isClaimed || record?.owner != nil
        guard let record, let recordObject = listing.record else {
            settled = [:]
            owed = []
            owesEverything = !listing.objects.isEmpty
            agreesWithRecord = listing.record == nil
            return
        }
        var settled: [KeyMap<SiteRecord.Entry>.Element] = []
        settled.reserveCapacity(listing.objects.count)
        var owed = record.owed
        var entries = KeyMap.Walk(record.entries)
        for object in listing.objects {
            if let entry = entries.value(of: object.key), Self.isSettled(object, entry, recordObject) {
                settled.append(KeyMap.Element(object.key, entry))
            } else {
                owed.insert(object.key)
            }
        }
        // What the record lists and the bucket does not have.
        for missing in entries.end() {
            let object = listing.leftAlone[missing.key]
            if let object, Self.isSettled(object, missing.value, recordObject) { continue }
            owed.insert(missing.key)
        }
        agreesWithRecord = owed == record.owed
        self.settled = KeyMap(settled)
        self.owed = owed
        owesEverything = false
    }

    private static func isSettled(_ object: RemoteObject, _ entry: SiteRecord.Entry, _ record: RemoteObject) -> Bool {
        object.etag == entry.etag && object.lastModified <= record.lastModified
    }

    /// Reads the record, when there is one, and holds it against the listing.
    ///
    /// - Parameters:
    ///   - store: The bucket.
    ///   - listing: What it holds.
    ///   - early: A record that was read at another time; it counts if it is the one in the listing.
    /// - Returns: What is settled and what is owed.
    /// - Throws: What the store throws. A record that cannot be understood is no error.
    package static func read(
        from store: any SiteObjectStore, listing: SiteListing, early: [UInt8]? = nil
    ) async throws -> SiteStanding {
        guard let record = listing.record else { return SiteStanding(record: nil, listing: listing) }
        let isSame = early.map { SiteRecord.etag(of: $0) == record.etag } ?? false
        let bytes = isSame ? early : try await store.siteRecord()
        let isListed = isSame || bytes.map { SiteRecord.etag(of: $0) == record.etag } ?? false
        return SiteStanding(
            record: bytes.flatMap(SiteRecord.init(bytes:)), listing: listing,
            isClaimed: bytes.map(SiteRecord.isBareClaim) ?? false, bytes: isListed ? bytes : nil)
    }

    /// The paths to invalidate for what is owed now: after a run that ended early, or after another tool changed the
    /// bucket. Empty when nothing is owed.
    package func owedPaths(listing: SiteListing, routing: SiteRouting) -> InvalidationPaths {
        owesEverything
            ? .everything
            : InvalidationPaths(changed: owed, among: listing.objects.map(\.key), routing: routing)
    }

    /// The record to write once `owedPaths` are accepted, when the objects themselves are not looked at.
    ///
    /// Headers that are not known stay unknown, so that the next deploy reads them.
    package func recordAfterInvalidation(listing: SiteListing) -> SiteRecord {
        SiteRecord(
            entries: KeyMap(
                listing.objects.map {
                    KeyMap.Element(
                        $0.key, SiteRecord.Entry(etag: $0.etag, headersDigest: settled[$0.key]?.headersDigest))
                }))
    }
}
