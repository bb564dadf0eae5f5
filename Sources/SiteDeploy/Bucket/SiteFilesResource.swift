// SPDX-License-Identifier: Apache-2.0

package import Reconcile
internal import SiteConfig
internal import Synchronization

/// The files of the site in the bucket.
package struct SiteFilesResource: Resource {
    package static let address: ResourceAddress = "site.files"
    /// What is decided for the site; the invalidation and the record follow from it.
    package static let plan = OutputKey<SitePlan>(address, "plan")
    /// What was sent; missing while the files are not as they should be.
    package static let outcome = OutputKey<SiteSyncOutcome>(address, "outcome")

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .site
    package let dependencies: [ResourceAddress] = [BucketResource.address]
    private let context: StackContext
    private let store: any SiteObjectStore
    private let scanner: SiteScanner
    private let routing: SiteRouting
    private let maximumDeletes: Int
    private let claim: FilesClaim?

    /// - Parameters:
    ///   - context: The stack's context.
    ///   - store: The bucket.
    ///   - maximumDeletes: More deletes than this are refused.
    ///   - claim: Claims the site as soon as it is known what there is to do; `nil` to do so when it is done.
    package init(
        context: StackContext, store: any SiteObjectStore, maximumDeletes: Int, claim: FilesClaim? = nil
    ) {
        self.claim = claim
        self.context = context
        self.store = store
        self.maximumDeletes = maximumDeletes
        scanner = SiteScanner(context.config)
        routing = SiteRouting(context.config.site)
    }

    package var title: String { "Files of the site" }

    package func read(_ others: LiveOutputs) async throws -> SitePlan? {
        let exclude = context.config.site.exclude
        // The folder is hashed while the bucket is listed, and while the bucket's name is still being found out. The names
        // in the folder tell where the pages of the list begin.
        let (names, feed) = AsyncStream.makeStream(of: [ObjectKey].self)
        async let scanned = scanner.scan(leavesLargeFiles: true) {
            feed.yield($0)
            feed.finish()
        }
        // A bucket with a name of its own is listed before that: what is read counts only if the bucket turns out to be
        // ours, and S3 is asked for that with the account's number.
        let store =
            context.config.names.bucket == nil ? try await others.value(SitePlace.store) ?? self.store : self.store
        let isListed = Flag()
        async let listed = {
            defer { isListed.raise() }
            return try await SiteListing.read(from: store, exclude: exclude, names: names)
        }()
        let scan = try await scanned
        // The record is needed if anything changed. Asked for at once it costs no time; when nothing did, S3 does not
        // send it, and when the list is there already, that alone will tell.
        async let early = isListed.isRaised ? nil : try? store.siteRecord(expecting: scan.expectedRecord)
        let (listing, record) = (try await listed, await early)
        let plan = try await SiteSync(store: store).plan(
            scan: try await scanner.completing(scan, with: listing), listing: listing, record: record, routing: routing,
            maximumDeletes: maximumDeletes
        ) {
            try await SiteListing.read(from: store, exclude: exclude, keys: scan.files.map(\.key))
        }
        return try await claimed(plan, store, others)
    }

    /// The plan, after the site was claimed for it if this run may do that already.
    private func claimed(
        _ plan: SitePlan, _ store: any SiteObjectStore, _ others: LiveOutputs
    ) async throws -> SitePlan {
        guard let claim, plan.restorableRecord != nil, !context.adopted.contains(BucketResource.address),
            // When that read failed, its failure ends the run.
            (try? await others.value(BucketResource.isOurs)) == true
        else { return plan.withoutRecord }
        // By now the account is known, and S3 is asked whether the bucket is of it.
        return try await claim.take(plan, in: (try? await others.value(SitePlace.store)) ?? store)
    }

    package func outputs(live: SitePlan) -> Outputs {
        var outputs = Outputs()
        outputs[Self.plan] = live
        if live.changes.isEmpty, live.deletes.isEmpty, !live.isClaimed {
            outputs[Self.outcome] = SiteSyncOutcome(recordETag: live.recordETag)
        }
        return outputs
    }

    package func plannedOutputs(live: SitePlan?, change: Change, inputs: Outputs) -> Outputs {
        live.map(outputs(live:)) ?? Outputs()
    }

    package func diff(live: SitePlan?, inputs: Outputs) throws -> Change {
        guard let plan = live else { return .none }
        var change = decided(plan, inputs: inputs)
        change.warnings = plan.warnings.map(\.description)
        return change
    }

    private func decided(_ plan: SitePlan, inputs: Outputs) -> Change {
        guard let isOurs = inputs[BucketResource.isOurs] else {
            return Change(
                .conflict, reason: "There is no bucket yet.", hint: "Deploy the whole site first:\n    resumectl deploy"
            )
        }
        guard isOurs else {
            return Change(
                .conflict, reason: "The bucket \(context.bucketName) is not tagged \(context.mark).",
                hint: "Nothing is written to a bucket that is not this site's.")
        }
        if let refusal = plan.refusal {
            return Change(
                .conflict,
                reason: "\(refusal.count) files would be deleted from the bucket; the limit is \(refusal.limit).",
                hint: "If that is right, run:\n    resumectl deploy --max-deletes \(refusal.count)",
                items: refusal.firstKeys.map { ChangeItem(.delete, $0.string) })
        }
        guard !plan.changes.isEmpty || !plan.deletes.isEmpty else {
            return plan.isClaimed ? Change(.update, summary: "to finish what an earlier deploy began") : .none
        }
        let isFirst = plan.unchangedCount == 0 && plan.deletes.isEmpty && plan.changes.allSatisfy { $0.kind == .new }
        return Change(
            isFirst ? .create : .update, summary: Self.summary(plan),
            items: plan.changes.map(Self.item)
                + plan.deletes.map { ChangeItem(.delete, $0.key.string) })
    }

    private static func summary(_ plan: SitePlan) -> String {
        func count(_ matches: (SiteFileChange.Kind) -> Bool) -> Int { plan.changes.count { matches($0.kind) } }
        let new = count { $0 == .new }
        let changed = count { if case .changed = $0 { true } else { false } }
        let headers = count { if case .headers = $0 { true } else { false } }
        let parts = [
            (new, "new"), (changed, "changed"), (headers, headers == 1 ? "header" : "headers"),
            (plan.unchangedCount, "same"), (plan.deletes.count, "delete"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return parts.joined(separator: ", ")
    }

    private static func item(_ change: SiteFileChange) -> ChangeItem {
        let name = change.file.key.string
        switch change.kind {
        case .new:
            return ChangeItem(.create, name, note: change.file.headers.contentType)
        case .changed:
            return ChangeItem(.update, name, note: change.file.headers.contentType)
        case .headers:
            let changed = change.changedHeaders.map { header in
                "\(header.name): \(header.old ?? "(none)") → \(header.new ?? "(none)")"
            }
            // The record knows that headers differ, and not always what they were.
            let all = change.file.headers.fields.map { "\($0.name): \($0.value)" }
            return ChangeItem(
                .update, name,
                note: changed.isEmpty ? "headers → " + all.joined(separator: "; ") : changed.joined(separator: "; "))
        }
    }

    package func apply(live: SitePlan?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard var plan = live else { return Outputs() }
        let (run, held) = (claim?.run ?? SiteSync.newRun(), await claim?.use())
        do {
            let wasClaimed = plan.isClaimed
            plan = try await SiteSync(store: store, run: run).takeOver(plan) {
                try await context.patience.pause(
                    SiteSync.checkInterval * 2, waitingFor: "an earlier deploy of the files to stop, if it still runs",
                    step: step)
            } again: {
                try await read(LiveOutputs(addresses: []))
            }
            let sync = SiteSync(
                store: store, run: run, onEvent: SiteProgress(plan: plan, step: step).take,
                shouldStop: context.patience.shouldStop ?? { false })
            let outcome = try await sync.apply(plan, claimed: held)
            if wasClaimed { try await sync.verify(plan, after: outcome, exclude: context.config.site.exclude) }
            var outputs = outputs(live: plan)
            outputs[Self.outcome] = outcome
            return outputs
        } catch let error as SiteSyncError {
            throw Self.described(error)
        } catch let error as SiteRecordConflict {
            throw DeployError(
                code: .concurrentDeploy, summary: "Another deploy is changing the files at the same time",
                detail: error.description, hint: "Run the same command again when the other one is done.")
        }
    }

    private static func described(_ error: SiteSyncError) -> DeployError {
        let lines = error.failures.prefix(5).map { failure -> String in
            let reason = DeployError(describing: failure.error)
            return
                "\(failure.key): \(reason.code == "unexpected" ? "\(failure.error)" : reason.detail ?? reason.summary)"
        }
        let more = error.failures.count > 5 ? ["… and \(error.failures.count - 5) more"] : []
        let first = error.failures.first.map { DeployError(describing: $0.error) }
        return DeployError(
            code: .uploadFailed, summary: "Not every file could be uploaded",
            detail: (lines + more).joined(separator: "\n"),
            hint: first?.kind == .permission
                ? DeployError.permissionHint
                : "Run the same command again; it goes on from there. No visitor sees half a page until then.",
            cause: first?.cause, kind: first?.kind ?? .failure)
    }

    /// The files go with the bucket.
    package func diffForDestroy(live: SitePlan?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: SitePlan, inputs: Outputs, step: StepReporter) async throws {}
}

/// Goes up once, seen by several tasks.
private final class Flag: Sendable {
    private let state = Mutex(false)

    var isRaised: Bool { state.withLock { $0 } }

    func raise() { state.withLock { $0 = true } }
}

extension SiteScan {
    /// The bytes of the record of a bucket that holds just these files.
    var expectedRecord: [UInt8] {
        var record = SiteRecordWriter()
        for file in files { record.add(file.key, etag: file.etag, headersDigest: file.headersDigest) }
        return record.bytes
    }
}
