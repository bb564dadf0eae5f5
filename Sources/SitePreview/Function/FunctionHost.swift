// SPDX-License-Identifier: Apache-2.0

internal import SiteDeploy

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Keeps the counter's function running: loads it again when its code has changed, its credentials end or its process has
/// died.
package final class FunctionHost: Sendable {
    /// Finds out where the table is, and until when that holds. Throws `TableFailure`.
    package typealias Locate = @Sendable () async throws -> (place: FunctionSettings.Place, expiresAt: Date?)

    private struct Job: Sendable {
        /// `nil` only gets the function loaded.
        let payload: [UInt8]?
        let requestID: String
        let reply: Mailbox<FunctionOutcome>
    }

    /// Credentials with less than this left are not given to a new process.
    private static let leastLifetime = 300.0

    private let settings: FunctionSettings
    private let python: String
    private let locate: Locate
    private let now: @Sendable () -> Date
    private let sleep: @Sendable (Duration) async throws -> Void
    private let event: @Sendable (PreviewEvent) -> Void
    private let jobs = Mailbox<Job>()

    /// - Parameters:
    ///   - settings: What to run.
    ///   - python: The interpreter.
    ///   - locate: Where the table is.
    ///   - now: The time of day.
    ///   - sleep: Waits.
    ///   - event: Told each line that the function writes, and whether it could be loaded at first.
    package init(
        settings: FunctionSettings, python: String, locate: @escaping Locate, now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        event: @escaping @Sendable (PreviewEvent) -> Void
    ) {
        self.settings = settings
        self.python = python
        self.locate = locate
        self.now = now
        self.sleep = sleep
        self.event = event
    }

    /// Hands an event to the function; several are answered one after the other.
    ///
    /// - Parameters:
    ///   - payload: The event, as JSON.
    ///   - requestID: Its id.
    /// - Returns: What became of it.
    package func invoke(_ payload: [UInt8], requestID: String) async -> FunctionOutcome {
        let reply = Mailbox<FunctionOutcome>()
        jobs.send(Job(payload: payload, requestID: requestID, reply: reply))
        return (try? await reply.next()) ?? .unavailable("The preview ends.")
    }

    /// Runs the function until the task is cancelled. It is loaded at once, so that the first visitor does not wait.
    package func run() async {
        jobs.send(Job(payload: nil, requestID: "", reply: Mailbox()))
        await withDiscardingTaskGroup { group in
            var current: FunctionProcess?
            while let job = try? await jobs.next() {
                do {
                    let process: FunctionProcess
                    if let found = current, try isCurrent(found) {
                        process = found
                    } else {
                        current?.stop()
                        let (place, expiresAt) = try await locate()
                        process = FunctionProcess(
                            settings: settings, python: python, code: try code(), expiresAt: expiresAt)
                        current = process
                        group.addTask { [event] in await process.run(place: place) { event(.function($0)) } }
                    }
                    guard let payload = job.payload else {
                        tell(await process.load(sleep: sleep))
                        continue
                    }
                    job.reply.send(await process.invoke(payload, requestID: job.requestID, now: now, sleep: sleep))
                } catch {
                    let reason = (error as? TableFailure)?.reason ?? "\(error)"
                    if job.payload == nil { tell(reason) }
                    job.reply.send(.unavailable(reason))
                }
            }
            group.cancelAll()
        }
    }

    /// Tells the user whether the function could be loaded when the preview began.
    private func tell(_ obstacle: String?) {
        // What the end of the preview interrupts is no failure.
        guard !Task.isCancelled else { return }
        event(obstacle.map { .note("The counter failed. \($0)") } ?? .counterReady)
    }

    private func code() throws -> FolderFingerprint { try FunctionFolder(settings.counter).fingerprint() }

    private func isCurrent(_ process: FunctionProcess) throws -> Bool {
        guard process.isAlive, process.code == (try code()) else { return false }
        guard let expiresAt = process.expiresAt else { return true }
        return expiresAt.timeIntervalSince(now()) > Self.leastLifetime
    }
}
