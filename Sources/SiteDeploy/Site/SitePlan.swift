// SPDX-License-Identifier: Apache-2.0

/// What a deploy of the site does, decided from what is known and nothing else.
///
/// A plan with all of its parts empty means that the second deploy does nothing.
package struct SitePlan: Sendable, Hashable {
    /// What is sent, by phase and within a phase by key. A phase starts when the one before it is done.
    package let changes: [SiteFileChange]
    /// What is deleted, after every change succeeded.
    package let deletes: [RemoteObject]
    /// How many files are in the bucket as they should be.
    package let unchangedCount: Int
    /// Set when more would be deleted than is allowed; such a plan is not to be executed.
    package let refusal: DeleteRefusal?
    /// The paths to invalidate after the deletes; empty when no cache can have an old copy of anything.
    package let invalidation: InvalidationPaths
    /// What is settled and owed until the run is done, to be written before the first change; `nil` when there is no
    /// record to build on, so that everything is owed until there is one.
    package let intent: SiteRecord?
    /// The ETag of the record in the bucket; `nil` when there is none.
    package private(set) var recordETag: String?
    /// Whether another run has begun to change the site and has not ended; see `SiteSync.takeOver`.
    package let isClaimed: Bool
    /// Whether the record must be written at the end, after the invalidation was accepted.
    package let writesRecord: Bool
    /// What the record says at the end, when each upload gets the ETag that it should get.
    package let expectedRecord: SiteRecord
    /// What is odd about the files, but can be deployed.
    package let warnings: [SiteProblem]
    /// What has to be written in place of a claim to give the site back as it was: the record in the bucket, when that
    /// and nothing else is what the plan knows of the bucket. `nil` when the bucket has changed since the record was
    /// written, so that a younger record with the same words would hide it, and when there is nothing to claim the site
    /// for, nobody to take it from, or a claim already.
    package private(set) var restorableRecord: [UInt8]?

    /// Decides what to do.
    ///
    /// - Parameters:
    ///   - scan: The site on disk.
    ///   - listing: The bucket.
    ///   - standing: What is settled and owed.
    ///   - headers: Headers of objects in the bucket that the standing does not know; see `keysWithUnknownHeaders`.
    ///     An object that is missing here too gets its headers again.
    ///   - routing: Under which paths the objects are served.
    ///   - maximumDeletes: More deletes than this are refused.
    /// - Returns: The plan; one with a `refusal` can be shown but not executed.
    package static func make(
        scan: SiteScan,
        listing: SiteListing,
        standing: SiteStanding,
        headers: [ObjectKey: ObjectHeaders] = [:],
        routing: SiteRouting,
        maximumDeletes: Int = 256
    ) -> SitePlan {
        var changes: [SiteFileChange] = []
        var touched: Set<ObjectKey> = []
        var deletes: [RemoteObject] = []
        var entries: [KeyMap<SiteRecord.Entry>.Element] = []
        entries.reserveCapacity(scan.files.count)
        // All are in the order of their keys, so one walk along them meets everything.
        var objects = listing.objects[...]
        var settled = KeyMap.Walk(standing.settled)
        for file in scan.files {
            while let object = objects.first, object.key < file.key { deletes.append(objects.removeFirst()) }
            let live = objects.first?.key == file.key ? objects.removeFirst() : nil
            let change = change(
                of: file, live: live, knownDigest: live == nil ? nil : settled.value(of: file.key)?.headersDigest,
                liveHeaders: headers[file.key], index: routing.index)
            if let change {
                changes.append(change)
                if live != nil { touched.insert(file.key) }
            }
            let etag = change == nil ? live?.etag : change?.expectedETag
            entries.append(
                KeyMap.Element(
                    file.key, SiteRecord.Entry(etag: etag ?? file.etag, headersDigest: file.headersDigest)))
        }
        deletes += objects
        let record = SiteRecord(entries: KeyMap(entries))
        let owed = standing.owed.union(touched).union(deletes.lazy.map(\.key))
        let isOwing = standing.owesEverything || !owed.isEmpty
        let refusal = deletes.count > maximumDeletes ? DeleteRefusal(deletes: deletes, limit: maximumDeletes) : nil
        let intent =
            standing.owesEverything || listing.record == nil
            ? nil : SiteRecord(entries: standing.settled, owed: owed)
        let isClaimable = refusal == nil && intent != nil && !(changes.isEmpty && deletes.isEmpty)
        return SitePlan(
            changes: changes.sorted { ($0.phase, $0.file.key) < ($1.phase, $1.file.key) },
            deletes: deletes,
            unchangedCount: scan.files.count - changes.count,
            refusal: refusal,
            invalidation: standing.owesEverything
                ? .everything : InvalidationPaths(changed: owed, among: scan.files.lazy.map(\.key), routing: routing),
            intent: intent,
            recordETag: listing.record?.etag,
            isClaimed: standing.isClaimed,
            writesRecord: isOwing || record.etag != listing.record?.etag,
            expectedRecord: record,
            warnings: scan.warnings,
            restorableRecord: isClaimable && !standing.isClaimed && standing.agreesWithRecord
                ? standing.recordBytes : nil)
    }

    /// The objects whose headers must be read before a plan can be made: their bytes are right and neither the record
    /// nor the listing tells their headers.
    package static func keysWithUnknownHeaders(
        scan: SiteScan, listing: SiteListing, standing: SiteStanding
    ) -> [ObjectKey] {
        var settled = KeyMap.Walk(standing.settled)
        var unknown: [ObjectKey] = []
        for file in scan.files where settled.value(of: file.key)?.headersDigest == nil {
            guard let live = listing[file.key], file.hasBytes(ofETag: live.etag, byteCount: live.byteCount) else {
                continue
            }
            unknown.append(file.key)
        }
        return unknown
    }

    /// The plan for a site that is in the bucket as it should be, so that there is nothing to decide.
    ///
    /// - Parameters:
    ///   - scan: The site on disk.
    ///   - listing: The bucket.
    ///   - record: What `SiteListing.settledRecord` gives.
    /// - Returns: What `make` would return.
    package static func settled(scan: SiteScan, listing: SiteListing, record: SiteRecord) -> SitePlan {
        SitePlan(
            changes: [], deletes: [], unchangedCount: scan.files.count, refusal: nil, invalidation: .none,
            intent: record, recordETag: listing.record?.etag, isClaimed: false, writesRecord: false,
            expectedRecord: record, warnings: scan.warnings)
    }

    /// Goes on from a claim that was made for this plan.
    ///
    /// - Parameter claim: The claim that stands in place of the record.
    /// - Returns: The plan that goes on from the claim.
    func claimed(_ claim: SiteClaim) -> SitePlan {
        var plan = withoutRecord
        plan.recordETag = claim.etag
        return plan
    }

    /// The same plan, when the site is not claimed before the plan is carried out.
    var withoutRecord: SitePlan {
        var plan = self
        plan.restorableRecord = nil
        return plan
    }

    /// Whether there is nothing to send, delete, invalidate or write.
    package var isEmpty: Bool { changes.isEmpty && deletes.isEmpty && invalidation.isEmpty && !writesRecord }

    /// How many bytes are uploaded; copies in place move none.
    package var uploadByteCount: Int64 {
        changes.reduce(0) { $0 + ($1.isUpload ? $1.file.byteCount : 0) }
    }

    /// The size of all deleted objects.
    package var deleteByteCount: Int64 { deletes.reduce(0) { $0 + $1.byteCount } }

    /// The record at the end, with the ETags that S3 answered in place of those expected.
    package func record(withETags etags: [ObjectKey: String]) -> SiteRecord {
        SiteRecord(
            entries: expectedRecord.entries.mapValues {
                SiteRecord.Entry(etag: etags[$0.key] ?? $0.value.etag, headersDigest: $0.value.headersDigest)
            })
    }

    private static func change(
        of file: LocalFile, live: RemoteObject?, knownDigest: String?, liveHeaders: ObjectHeaders?, index: String
    ) -> SiteFileChange? {
        var phase: SitePhase { SitePhase(of: file, index: index) }
        guard let live else { return SiteFileChange(file: file, phase: phase, kind: .new) }
        guard file.hasBytes(ofETag: live.etag, byteCount: live.byteCount) else {
            return SiteFileChange(file: file, phase: phase, kind: .changed(byteCountBefore: live.byteCount))
        }
        if knownDigest ?? liveHeaders?.digest == file.headersDigest { return nil }
        return SiteFileChange(
            file: file, phase: phase, kind: .headers(before: liveHeaders, etag: live.etag))
    }
}
