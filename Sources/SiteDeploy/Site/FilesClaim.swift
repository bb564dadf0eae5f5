// SPDX-License-Identifier: Apache-2.0

/// The claim of the site's files that is made while the last reads are still under way, by a run that asks nobody.
///
/// The claim is the first of the four requests of an edit that must follow one another, and the only one that depends on
/// no other read than those of the bucket. Sent along with the reads of everything else it costs no time. Nothing else
/// is ever written before the whole plan is known.
///
/// ## When
///
/// The run changes or deletes files and may do so (`SitePlan.restorableRecord`); AWS has confirmed the account (`allow`);
/// the bucket has the site's tag. Whatever else speaks against the run, such as a resource that is not ours, is not known
/// yet; then the claim is given back.
///
/// ## What becomes of it
///
/// It is exactly what `SiteSync.apply` would write, so to carry out the plan is to take it up (`use`). A run that ends
/// without that gives it back: `giveBack` writes the very bytes that were there before, if the claim still stands. The
/// record has its ETag again, and only its time is another one. That is why a bucket that another tool has changed since
/// is not claimed early: what is newer than the record counts as changed, and would not be newer any more.
///
/// A run that dies in between leaves a claim behind, as one that dies a moment later always did: the next one takes it
/// over. What the claim says is owed was not changed yet, so that one may invalidate a path too many.
package actor FilesClaim {
    private enum State {
        /// Nothing was written.
        case none
        /// It was sent to the store, and stands there, or may: then there is no `claim`.
        case sent(any SiteObjectStore, before: [UInt8], etag: String, claim: SiteClaim?)
        /// There is nothing to do any more: S3 refused it, the files' step took it up, or it was given back.
        case over
    }

    /// The name of the run, which is also that of a claim that is made later.
    nonisolated let run = SiteSync.newRun()
    private let holding: @Sendable (Bool) -> Void
    private var state = State.none
    private var isAllowed: Bool?
    private var waiting: [CheckedContinuation<Bool, Never>] = []

    /// Nothing is claimed yet.
    ///
    /// - Parameter holding: Told before the claim is written, and when it is taken up or given back: a run that holds one
    ///   must not just end.
    package init(holding: @escaping @Sendable (Bool) -> Void = { _ in }) {
        self.holding = holding
    }

    /// Says whether anything may be written. It has to be said in any case: the read of the files waits for it.
    ///
    /// - Parameter isAllowed: Whether AWS has confirmed that the account is the one that is being read. The first word
    ///   counts.
    package func allow(_ isAllowed: Bool) {
        guard self.isAllowed == nil else { return }
        self.isAllowed = isAllowed
        waiting.forEach { $0.resume(returning: isAllowed) }
        waiting = []
    }

    private func isAllowedInTheEnd() async -> Bool {
        if let isAllowed { return isAllowed }
        return await withCheckedContinuation { waiting.append($0) }
    }

    /// Claims the site for a plan, as soon as that is allowed.
    ///
    /// What goes wrong is left to the step of the files, which claims the site again and has the words for it.
    ///
    /// - Parameters:
    ///   - plan: The plan, as it was just made.
    ///   - store: The bucket, which is known to be the site's.
    /// - Returns: The plan as it goes on from the claim, or from the record when there is no claim.
    /// - Throws: `CancellationError`.
    func take(_ plan: SitePlan, in store: any SiteObjectStore) async throws -> SitePlan {
        guard let before = plan.restorableRecord, await isAllowedInTheEnd(), case .none = state else {
            return plan.withoutRecord
        }
        let bytes = SiteRecord.claim(by: run, intent: plan.intent)
        let etag = SiteRecord.etag(of: bytes)
        holding(true)
        state = .sent(store, before: before, etag: etag, claim: nil)
        do {
            let claim = try await SiteSync(store: store, run: run).claim(plan, bytes)
            state = .sent(store, before: before, etag: etag, claim: claim)
            return plan.claimed(claim)
        } catch is SiteRecordConflict {
            end()
        } catch let error as CancellationError {
            throw error
        } catch {
            // It may have been stored all the same: the step of the files will see that it is its own, and who gives it
            // back too.
        }
        return plan.withoutRecord
    }

    /// Hands the claim to the step that carries out the plan. From now on nothing is given back: what the step leaves
    /// behind is for the next run to see.
    ///
    /// - Returns: The claim; `nil` when none was made, or it is not known whether it was.
    func use() -> SiteClaim? {
        defer { end() }
        guard case .sent(_, _, _, let claim) = state else { return nil }
        return claim
    }

    /// Puts the record back that was there before the claim, unless the plan is being carried out. To be called when the
    /// run ends, however it does.
    ///
    /// When it does not succeed, the next run takes the claim over; so nobody needs to be told but who looks at the
    /// requests.
    package func giveBack() async {
        guard case .sent(let store, let before, let etag, _) = state else { return }
        state = .over
        _ = try? await store.putSiteRecord(before, replacing: etag)
        holding(false)
    }

    private func end() {
        if case .sent = state { holding(false) }
        state = .over
    }
}
