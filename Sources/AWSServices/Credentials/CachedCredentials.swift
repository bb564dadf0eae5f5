// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Keeps credentials until shortly before they expire, and has them fetched by one task at a time.
///
/// | Left | What a caller gets |
/// |---|---|
/// | over 15 min, or no end | the kept ones |
/// | 10 to 15 min | the kept ones; one task fetches new ones meanwhile, and its failure is passed over |
/// | under 10 min | new ones; a failure is the caller's |
///
/// A failure is never kept: the next caller tries again. A caller that is cancelled leaves at once, and the fetch ends
/// when nobody waits for it any more.
package actor CachedCredentials: CredentialsSource {
    private let provider: any CredentialsProvider
    private let environment: AWSEnvironment
    /// Changed by the actor alone; callers that need not wait for their turn look at it as it is.
    private nonisolated let keptOnes = Mutex<TimedCredentials?>(nil)
    private var kept: TimedCredentials? {
        get { keptOnes.withLock { $0 } }
        set { keptOnes.withLock { $0 = newValue } }
    }
    private var fetch: Task<Void, Never>?
    private var waiting: [Int: CheckedContinuation<TimedCredentials, any Error>] = [:]
    private var nextID = 0
    /// Tells the fetch under way from one that was given up.
    private var generation = 0
    private var lastAdvisoryFetch: Date?
    /// What AWS refused and the place gave again.
    private var givenUp: AWSCredentials?

    /// From when on new credentials are fetched on the side, in seconds before the end.
    static let advisoryWindow = 15.0 * 60
    /// From when on callers wait for new ones, in seconds before the end.
    static let mandatoryWindow = 10.0 * 60
    /// The pause between two attempts on the side, in seconds.
    static let advisoryPause = 60.0

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - provider: Where credentials come from.
    ///   - environment: The clock.
    package init(_ provider: any CredentialsProvider, environment: AWSEnvironment) {
        self.provider = provider
        self.environment = environment
    }

    package nonisolated func currentCredentials() async throws -> TimedCredentials {
        if let kept = keptOnes.withLock({ $0 }) {
            guard let expiresAt = kept.expiresAt else { return kept }
            if expiresAt.timeIntervalSince(environment.now()) > Self.advisoryWindow { return kept }
        }
        return try await current()
    }

    private func current() async throws -> TimedCredentials {
        let now = environment.now()
        if let kept {
            guard let expiresAt = kept.expiresAt else { return kept }
            let left = expiresAt.timeIntervalSince(now)
            // What was fetched a moment ago may be short-lived by nature; fetching it again would not help.
            if left > Self.mandatoryWindow || (left > 0 && fetchedRecently(now)) {
                if left <= Self.advisoryWindow, !fetchedRecently(now) {
                    lastAdvisoryFetch = now
                    startFetch()
                }
                return kept
            }
        }
        return try await fetched()
    }

    /// Many calls may be refused at a time; they share one fetch, and those that come late find its result.
    package func renewCredentials(refused: TimedCredentials) async throws -> Bool {
        if givenUp == refused.credentials { return false }
        if let kept, kept.credentials != refused.credentials { return true }
        kept = nil
        let fresh = try await fetched()
        guard fresh.credentials == refused.credentials else { return true }
        givenUp = fresh.credentials
        return false
    }

    private func fetchedRecently(_ now: Date) -> Bool {
        guard let lastAdvisoryFetch else { return false }
        return abs(now.timeIntervalSince(lastAdvisoryFetch)) < Self.advisoryPause
    }

    private func fetched() async throws -> TimedCredentials {
        try Task.checkCancellation()
        let id = nextID
        nextID += 1
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // The cancellation handler may have run before there was anything to cancel.
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                    return
                }
                waiting[id] = continuation
                startFetch()
            }
        } onCancel: {
            Task { await self.leave(id) }
        }
    }

    private func startFetch() {
        guard fetch == nil else { return }
        generation += 1
        let (provider, generation) = (provider, generation)
        fetch = Task {
            let result: Result<TimedCredentials, any Error>
            do {
                result = .success(try await Self.load(provider))
            } catch {
                result = .failure(error)
            }
            finish(result, of: generation)
        }
    }

    private static func load(_ provider: any CredentialsProvider) async throws -> TimedCredentials {
        if let found = try await provider.credentials() { return found }
        throw CredentialsError(
            .nothingFound, "No AWS credentials were found.",
            hint: CredentialsError.signInHint,
            tried: [provider.name])
    }

    private func finish(_ result: Result<TimedCredentials, any Error>, of generation: Int) {
        guard generation == self.generation else { return }
        fetch = nil
        if case .success(let fresh) = result {
            kept = fresh
            lastAdvisoryFetch = environment.now()
        }
        let all = waiting
        waiting = [:]
        for continuation in all.values { continuation.resume(with: result) }
    }

    private func leave(_ id: Int) {
        guard let continuation = waiting.removeValue(forKey: id) else { return }
        continuation.resume(throwing: CancellationError())
        guard waiting.isEmpty else { return }
        // Whoever comes next must not get this one's cancellation.
        fetch?.cancel()
        fetch = nil
        generation += 1
    }
}

/// Credentials that are at hand and do not change.
package struct FixedCredentials: CredentialsSource {
    private let credentials: TimedCredentials

    /// Makes a source.
    ///
    /// - Parameter credentials: What it gives, always.
    package init(_ credentials: TimedCredentials) {
        self.credentials = credentials
    }

    package func currentCredentials() async throws -> TimedCredentials { credentials }
}
