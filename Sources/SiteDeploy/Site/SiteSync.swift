// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// Brings a site to the bucket.
///
/// The whole way, in this order; every step may be the last one of a run that is killed:
/// 1. `SiteListing.read`, while `SiteScanner.scan` reads the folder.
/// 2. `SiteSync.plan`: the record and unknown headers are read, if the listing does not tell them; then `SitePlan.make`
///    decides. `plan.isEmpty`: done. `plan.refusal`: stop.
/// 3. `SiteSync.takeOver`, when another run has left its claim behind.
/// 4. `SiteSync.apply(plan)`: the claim, unless `FilesClaim` has made it before; assets, pages, entries, deletes.
/// 5. CloudFront accepts an invalidation of `plan.invalidation.paths`, unless they are empty.
/// 6. `SiteSync.settle(plan, after: outcome)` writes the record.
///
/// Step 6 must never come before step 5: see `SiteRecord`.
package struct SiteSync: Sendable {
    /// How much is done at once.
    package struct Limits: Sendable, Hashable {
        /// The most requests at once; `RequestWindow` finds how many of them pay.
        package var requests: Int
        /// Bytes of files in memory at once; a single larger piece goes alone.
        package var byteCount: Int64

        /// Limits with sound defaults.
        package init(requests: Int = 256, byteCount: Int64 = 64 << 20) {
            self.requests = max(1, requests)
            self.byteCount = max(1, byteCount)
        }
    }

    /// The most keys in one request (Amazon S3 API Reference, "DeleteObjects").
    private static let deleteBatchCount = 1000

    /// So many times the bucket is listed again while other runs end in between.
    private static let mostListings = 3

    /// How long a run may send files without looking whether another one has taken over.
    package static let checkInterval: Duration = .seconds(1)

    private let store: any SiteObjectStore
    private let run: String
    private let limits: Limits
    private let shouldStop: @Sendable () -> Bool
    private let now: @Sendable () -> ContinuousClock.Instant
    private let onEvent: @Sendable (SiteSyncEvent) -> Void

    /// A sync into a bucket.
    ///
    /// - Parameters:
    ///   - store: The bucket.
    ///   - run: A name that no other run has, of letters and digits.
    ///   - limits: How much is done at once.
    ///   - onEvent: Told what happens, from any task.
    ///   - shouldStop: Asked before each file; `true` lets what is under way finish and ends with `CancellationError`.
    ///   - now: The clock.
    package init(
        store: any SiteObjectStore, run: String = SiteSync.newRun(), limits: Limits = Limits(),
        onEvent: @escaping @Sendable (SiteSyncEvent) -> Void = { _ in },
        shouldStop: @escaping @Sendable () -> Bool = { false },
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.store = store
        self.run = run
        self.limits = limits
        self.shouldStop = shouldStop
        self.now = now
        self.onEvent = onEvent
    }

    /// A name for a run.
    package static func newRun() -> String { String(UInt64.random(in: 0...UInt64.max), radix: 36) }

    /// Claims a site that another run has claimed and not given back. It may be dead; if it is not, it learns of this
    /// before it sends more files.
    ///
    /// - Parameters:
    ///   - plan: What was decided while the other's claim was there.
    ///   - pause: Gives the other run the time to notice, `checkInterval` and what its last requests take.
    ///   - again: Decides anew; what the other run has sent by now is seen.
    /// - Returns: The new plan; the given one when there is no claim.
    /// - Throws: `SiteRecordConflict` when a third run was faster, or what the functions throw.
    package func takeOver(
        _ plan: SitePlan, pause: () async throws -> Void, again: () async throws -> SitePlan?
    ) async throws -> SitePlan {
        guard plan.isClaimed else { return plan }
        if let refusal = plan.refusal { throw refusal }
        let etag = try await write(SiteRecord.claim(by: run, intent: plan.intent), replacing: plan.recordETag)
        try await pause()
        guard let plan = try await again(), plan.recordETag == etag else { throw SiteRecordConflict() }
        return plan
    }

    /// Makes sure that the bucket is what the plan wanted, after a take-over: a last request of the run before may have
    /// come late.
    ///
    /// - Throws: `SiteRecordConflict` when it is not, or what the store throws.
    package func verify(_ plan: SitePlan, after outcome: SiteSyncOutcome, exclude: [GlobPattern]) async throws {
        let listing = try await SiteListing.read(
            from: store, exclude: exclude, keys: plan.expectedRecord.entries.map(\.key))
        let found = KeyMap(listing.objects.map { KeyMap.Element($0.key, $0.etag) })
        guard listing.record?.etag == outcome.recordETag,
            found == plan.record(withETags: outcome.etags).entries.mapValues(\.value.etag)
        else { throw SiteRecordConflict() }
    }

    /// Reads what a plan needs and makes it. A bucket where nothing is to do is not asked anything.
    ///
    /// - Parameters:
    ///   - scan: The site on disk.
    ///   - listing: The bucket.
    ///   - early: The record, if it was read already.
    ///   - routing: Under which paths the objects are served.
    ///   - maximumDeletes: More deletes than this are refused.
    ///   - again: Lists the bucket again, for a listing whose parts may be of different times; see `SiteListing`.
    /// - Returns: The plan; one with a `refusal` can be shown but not executed.
    /// - Throws: `SiteRecordConflict` when other runs end faster than the bucket can be listed, or what the functions
    ///   throw.
    package func plan(
        scan: SiteScan, listing: SiteListing, record early: [UInt8]? = nil, routing: SiteRouting,
        maximumDeletes: Int = 256, again: (() async throws -> SiteListing)? = nil
    ) async throws -> SitePlan {
        var listing = listing
        var standing: SiteStanding
        var isTrue = !listing.isMixed
        var attempts = 0
        while true {
            if let record = listing.settledRecord(with: scan) {
                return SitePlan.settled(scan: scan, listing: listing, record: record)
            }
            standing = try await SiteStanding.read(from: store, listing: listing, early: early)
            guard !isTrue, !standing.isClaimed, !standing.agreesWithRecord, let again else { break }
            attempts += 1
            if attempts > Self.mostListings { throw SiteRecordConflict() }
            let before = listing.record?.etag
            listing = try await again()
            isTrue = !listing.isMixed || listing.record?.etag == before
        }
        let unknown = SitePlan.keysWithUnknownHeaders(scan: scan, listing: listing, standing: standing)
        return SitePlan.make(
            scan: scan, listing: listing, standing: standing, headers: try await readHeaders(of: unknown),
            routing: routing, maximumDeletes: maximumDeletes)
    }

    /// Reads the headers of objects; those that are gone are left out.
    ///
    /// - Throws: What the store throws.
    package func readHeaders(of keys: [ObjectKey]) async throws -> [ObjectKey: ObjectHeaders] {
        var headers: [ObjectKey: ObjectHeaders] = [:]
        let store = store
        try await BoundedGroup.run(keys, limit: min(128, limits.requests)) {
            try await store.headers(of: $0)
        } each: {
            headers[$0] = $1
        }
        return headers
    }

    /// Claims the site, so that no other run changes it from now on without this one learning of it.
    ///
    /// - Parameters:
    ///   - plan: What the site is claimed for.
    ///   - bytes: What `SiteRecord.claim` makes of the run and the plan.
    /// - Returns: The claim.
    /// - Throws: `SiteRecordConflict` when the record is not the plan's any more, or what the store throws.
    func claim(_ plan: SitePlan, _ bytes: [UInt8]) async throws -> SiteClaim {
        // What the first phase needs is opened meanwhile.
        let first = plan.changes.first?.phase
        let firstCount = min(limits.requests, plan.changes.count { $0.phase == first })
        store.openConnections { min(firstCount, RequestWindow(latency: $0, now: .zero).limit) }
        let start = now()
        let etag = try await write(bytes, replacing: plan.recordETag)
        let end = now()
        return SiteClaim(etag: etag, latency: end - start, since: end)
    }

    /// Does everything in the plan up to the deletes, in order.
    ///
    /// When something fails, what is under way is finished, and no later phase begins.
    ///
    /// - Parameters:
    ///   - plan: What to do.
    ///   - claim: The claim of this run that the plan's record is; `nil` to make one, unless it stands there already.
    /// - Returns: What was done.
    /// - Throws: `DeleteRefusal` before anything is done, `SiteRecordConflict`, `SiteSyncError` with everything that
    ///   failed, and `CancellationError`.
    package func apply(_ plan: SitePlan, claimed claim: SiteClaim? = nil) async throws -> SiteSyncOutcome {
        if let refusal = plan.refusal { throw refusal }
        var outcome = SiteSyncOutcome(recordETag: plan.recordETag)
        guard !plan.changes.isEmpty || !plan.deletes.isEmpty else { return outcome }
        var claim = claim
        if claim == nil {
            let bytes = SiteRecord.claim(by: run, intent: plan.intent)
            // After a take-over the claim is there already. A run that is killed early, again and again, would otherwise
            // spend its requests on claims and never get to a file.
            if plan.recordETag != SiteRecord.etag(of: bytes) { claim = try await self.claim(plan, bytes) }
        }
        if let claim { outcome.recordETag = claim.etag }
        let start = now()
        // Of a claim that was made a while ago another run may have taken the site over in the meantime.
        var progress = SendProgress(
            window: RequestWindow(latency: claim?.latency, now: .zero, slowDownCount: store.slowDownCount),
            start: start, lastCheck: claim?.since ?? start)
        for phase in SitePhase.allCases {
            // The largest first: none of them is what the rest waits for at the end.
            let changes = plan.changes.filter { $0.phase == phase }
                .sorted { ($1.file.byteCount, $0.file.key) < ($0.file.byteCount, $1.file.key) }
            try await send(changes, &outcome, &progress)
        }
        if !plan.deletes.isEmpty, progress.isCheckDue(at: now()) { try await checkClaim(outcome) }
        try await delete(plan.deletes, &outcome)
        return outcome
    }

    /// Writes the record that everything is settled, if the plan asks for it. Call it when CloudFront has accepted the
    /// invalidation.
    ///
    /// - Throws: `SiteRecordConflict`, or what the store throws.
    package func settle(_ plan: SitePlan, after outcome: SiteSyncOutcome) async throws {
        guard plan.writesRecord else { return }
        _ = try await write(plan.record(withETags: outcome.etags).bytes, replacing: outcome.recordETag)
    }

    private func checkStop() throws {
        try Task.checkCancellation()
        if shouldStop() { throw CancellationError() }
    }

    private func checkClaim(_ outcome: SiteSyncOutcome) async throws {
        guard try await store.siteRecordETag() == outcome.recordETag else { throw SiteRecordConflict() }
    }

    /// Writes a record in place of the one with the given ETag, or where none is.
    ///
    /// - Returns: The ETag of the new record.
    /// - Throws: `SiteRecordConflict` when another one is there, or what the store throws.
    package func write(_ bytes: [UInt8], replacing etag: String?) async throws -> String {
        if try await store.putSiteRecord(bytes, replacing: etag) { return SiteRecord.etag(of: bytes) }
        // When the answer to a write is lost, its retry meets its own record.
        guard try await store.siteRecord() == bytes else { throw SiteRecordConflict() }
        return SiteRecord.etag(of: bytes)
    }

    /// What is kept from one phase to the next.
    private struct SendProgress {
        var window: RequestWindow
        let start: ContinuousClock.Instant
        /// When it was last seen that no other run has taken over.
        var lastCheck: ContinuousClock.Instant
        /// The window that connections were opened for.
        var preparedLimit = 0

        func isCheckDue(at now: ContinuousClock.Instant) -> Bool { now - lastCheck >= SiteSync.checkInterval }
    }

    /// Opens what a wider window will need while the first requests of this one are under way.
    private func openConnections(for queue: SendQueue, _ progress: inout SendProgress) {
        let next = progress.window.nextLimit
        guard next > progress.preparedLimit else { return }
        progress.preparedLimit = next
        store.openConnections { _ in min(next, queue.count) }
    }

    private func send(
        _ changes: [SiteFileChange], _ outcome: inout SiteSyncOutcome, _ progress: inout SendProgress
    ) async throws {
        var queue = SendQueue(changes, limits: limits)
        try await withThrowingTaskGroup(of: SendQueue.Answer.self) { group in
            while true {
                let window = progress.window.limit
                if progress.isCheckDue(at: now()), !Task.isCancelled, !shouldStop(), queue.hasNext(window: window) {
                    try await checkClaim(outcome)
                    progress.lastCheck = now()
                }
                while !Task.isCancelled, !shouldStop(), let change = queue.next(window: window) {
                    group.addTask { await answer(of: change) }
                }
                openConnections(for: queue, &progress)
                guard let answer = try await group.next() else { break }
                progress.window.answered(at: now() - progress.start, slowDownCount: store.slowDownCount)
                queue.take(answer, into: &outcome)
            }
        }
        try Task.checkCancellation()
        if !queue.failures.isEmpty {
            throw SiteSyncError(failures: queue.failures.sorted { $0.key < $1.key }, outcome: outcome)
        }
        try checkStop()
    }

    private func answer(of change: SiteFileChange) async -> SendQueue.Answer {
        do {
            return SendQueue.Answer(change: change, result: .success(try await send(change)))
        } catch {
            return SendQueue.Answer(change: change, result: .failure(error))
        }
    }

    private func send(_ change: SiteFileChange) async throws -> String {
        let action: SiteSyncEvent.Action = change.isUpload ? .upload : .replaceHeaders
        let file = change.file
        onEvent(.started(file.key, action))
        do {
            try Task.checkCancellation()
            let etag: String
            if case .headers(_, let before) = change.kind, !change.isUpload {
                etag = try await store.replaceHeaders(of: file.key, ifETag: before, with: file.headers)
            } else {
                etag = try await SiteFileUpload(file: file, store: store, limits: limits, onEvent: onEvent).run()
            }
            guard file.unhashed != nil || file.hasBytes(ofETag: etag, byteCount: file.byteCount) else {
                throw SiteFileError.unexpectedETag(expected: change.expectedETag, found: etag)
            }
            onEvent(.finished(file.key, action))
            return etag
        } catch {
            onEvent(.failed(file.key, action))
            throw error
        }
    }

    private func delete(_ objects: [RemoteObject], _ outcome: inout SiteSyncOutcome) async throws {
        var rest = objects.map(\.key)[...]
        while !rest.isEmpty {
            try checkStop()
            let batch = Array(rest.prefix(Self.deleteBatchCount))
            rest = rest.dropFirst(batch.count)
            let failures: [SiteSyncError.Failure]
            do {
                failures = try await delete(batch)
            } catch let error as CancellationError {
                throw error
            } catch {
                throw SiteSyncError(
                    failures: batch.prefix(1).map { .init(key: $0, error: error) }, outcome: outcome)
            }
            outcome.deletedCount += batch.count - failures.count
            if !failures.isEmpty { throw SiteSyncError(failures: failures, outcome: outcome) }
        }
    }

    /// Deletes keys with one request.
    ///
    /// - Returns: What could not be deleted, in order.
    private func delete(_ keys: [ObjectKey]) async throws -> [SiteSyncError.Failure] {
        keys.forEach { onEvent(.started($0, .delete)) }
        do {
            let failures = try await store.deleteObjects(keys)
            let failed = Set(failures.map(\.key))
            keys.forEach { onEvent(failed.contains($0) ? .failed($0, .delete) : .finished($0, .delete)) }
            return failures.map { .init(key: $0.key, error: $0) }.sorted { $0.key < $1.key }
        } catch {
            keys.forEach { onEvent(.failed($0, .delete)) }
            throw error
        }
    }
}
