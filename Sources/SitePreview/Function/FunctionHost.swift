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
    private let line: @Sendable (String) -> Void
    private let jobs = Mailbox<Job>()

    /// - Parameters:
    ///   - settings: What to run.
    ///   - python: The interpreter.
    ///   - locate: Where the table is.
    ///   - now: The time of day.
    ///   - sleep: Waits.
    ///   - line: Told each line that the function writes.
    package init(
        settings: FunctionSettings, python: String, locate: @escaping Locate, now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void, line: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.python = python
        self.locate = locate
        self.now = now
        self.sleep = sleep
        self.line = line
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
                        group.addTask { [line] in await process.run(place: place, line: line) }
                    }
                    guard let payload = job.payload else { continue }
                    job.reply.send(await process.invoke(payload, requestID: job.requestID, now: now, sleep: sleep))
                } catch let failure as TableFailure {
                    job.reply.send(.unavailable(failure.reason))
                } catch {
                    job.reply.send(.unavailable("\(error)"))
                }
            }
            group.cancelAll()
        }
    }

    private func code() throws -> FolderFingerprint { try FunctionFolder(settings.counter).fingerprint() }

    private func isCurrent(_ process: FunctionProcess) throws -> Bool {
        guard process.isAlive, process.code == (try code()) else { return false }
        guard let expiresAt = process.expiresAt else { return true }
        return expiresAt.timeIntervalSince(now()) > Self.leastLifetime
    }
}
