// SPDX-License-Identifier: Apache-2.0

internal import AWSWire
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// One process with the function loaded, which takes one event at a time.
struct FunctionProcess: Sendable {
    /// Loading a function has a limit of its own, far above the 10 s of AWS: a slow machine is not the function's fault.
    private static let longestStart = Duration.seconds(60)

    let code: FolderFingerprint
    /// From when on it needs other credentials; `nil` for never.
    let expiresAt: Date?
    private let api = RuntimeAPI()
    private let stopping = Mailbox<Void>()
    private let started = Flag()
    private let dead = Flag()
    private let settings: FunctionSettings
    private let python: String

    init(settings: FunctionSettings, python: String, code: FolderFingerprint, expiresAt: Date?) {
        self.settings = settings
        self.python = python
        self.code = code
        self.expiresAt = expiresAt
    }

    /// Whether it can take another event.
    var isAlive: Bool { !dead.isSet }

    /// Runs the process until it ends, or is told to stop.
    func run(place: FunctionSettings.Place, line: @escaping @Sendable (String) -> Void) async {
        let listener: HTTPListener
        do {
            listener = try await HTTPListener(host: "127.0.0.1", port: 0)
        } catch {
            return end("no port for the runtime API: \(error)")
        }
        let child = ChildProcess(
            words: [python, "-m", "awslambdaric", settings.counter.handler],
            environment: settings.environment(runtimeAPI: "127.0.0.1:\(listener.port)", place: place),
            folder: settings.counter.path)
        await withTaskGroup { group in
            group.addTask { _ = try? await listener.serve(maximumBody: 8 << 20) { await api.answer($0) } }
            group.addTask { end(await child.run(line: line)) }
            group.addTask { _ = try? await stopping.next() }
            _ = await group.next()
            group.cancelAll()
        }
        end("it was stopped")
    }

    private func end(_ how: String) {
        guard dead.set() else { return }
        api.reports.send(.ended(how))
    }

    /// Ends the process.
    func stop() {
        stopping.send(())
    }

    /// Waits until the function is loaded.
    ///
    /// - Parameter sleep: Waits.
    /// - Returns: Why it is not; `nil` when it is.
    func load(sleep: @escaping @Sendable (Duration) async throws -> Void) async -> String? {
        if started.isSet { return nil }
        let obstacle: String
        switch await report(within: Self.longestStart, sleep) {
        case .ready:
            _ = started.set()
            return nil
        case .initError(let details): obstacle = "It could not be loaded: \(Self.text(details))"
        case .ended(let how): obstacle = "Its process ended before it was loaded: \(how)."
        default: obstacle = "It was not loaded within \(Self.longestStart.components.seconds) s."
        }
        stop()
        _ = dead.set()
        return obstacle
    }

    /// Hands an event to the function and waits for what it makes of it.
    ///
    /// - Parameters:
    ///   - payload: The event, as JSON.
    ///   - requestID: Its id.
    ///   - now: The time.
    ///   - sleep: Waits.
    /// - Returns: The outcome. After a failure that leaves the process in an unknown state it is stopped.
    func invoke(
        _ payload: [UInt8], requestID: String, now: @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) async -> FunctionOutcome {
        if let obstacle = await load(sleep: sleep) { return .failed(obstacle) }
        let limit = Duration.seconds(settings.counter.timeout)
        api.events.send(
            RuntimeAPI.Event(
                requestID: requestID, payload: payload,
                deadline: now().addingTimeInterval(Double(settings.counter.timeout)), functionARN: settings.arn))
        while true {
            switch await report(within: limit, sleep) {
            case .response(requestID, let result): return .returned(result)
            case .error(requestID, let details): return .failed(Self.text(details))
            case .ended(let how): return fail("Its process ended: \(how).")
            case nil: return fail("It was stopped after \(settings.counter.timeout) s (counter.timeout).")
            case .ready, .response, .error, .initError: continue
            }
        }
    }

    private func fail(_ reason: String) -> FunctionOutcome {
        stop()
        _ = dead.set()
        return .failed(reason)
    }

    /// The next thing that the process says; `nil` when the time is up.
    private func report(
        within limit: Duration, _ sleep: @escaping @Sendable (Duration) async throws -> Void
    ) async -> RuntimeAPI.Report? {
        await withTaskGroup(of: RuntimeAPI.Report?.self) { group in
            group.addTask { try? await api.reports.next() }
            group.addTask {
                _ = try? await sleep(limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// The message of an error that the runtime client reports.
    private static func text(_ details: [UInt8]) -> String {
        let value = try? JSONValue(parsing: details)
        let parts = ["errorType", "errorMessage"].compactMap { value?[$0]?.stringValue }
        return parts.isEmpty ? String(decoding: details.prefix(500), as: UTF8.self) : parts.joined(separator: ": ")
    }
}
