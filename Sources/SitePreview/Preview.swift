// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import SiteConfig
package import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A site on this machine: its files, its counter, and what tells open pages of changes.
package struct Preview: Sendable {
    /// How the counter is answered.
    package enum Counter: Sendable {
        /// It is not; the text says why and what to do. Also for sites without a counter.
        case missing(String)
        /// By the function, with a table on this machine.
        case local(Python, connect: LocalTable.Connect)
        /// By the function, with the table in the account.
        case account(Python, FunctionHost.Locate)
    }

    /// The site's folder, for those who look at it besides.
    package let folder: SiteFolder
    private let config: SiteConfig
    private let region: String
    private let environment: AWSEnvironment
    private let counter: Counter
    private let reloads: Bool
    private let event: @Sendable (PreviewEvent) -> Void

    /// - Parameters:
    ///   - config: The site.
    ///   - region: The region that the counter would be in.
    ///   - environment: Time and variables.
    ///   - counter: How the counter is answered.
    ///   - reloads: Whether open pages load again when the site has changed.
    ///   - event: Told what happens; called by many tasks at a time.
    package init(
        config: SiteConfig, region: String, environment: AWSEnvironment, counter: Counter, reloads: Bool,
        event: @escaping @Sendable (PreviewEvent) -> Void
    ) {
        self.config = config
        self.region = region
        self.environment = environment
        self.counter = counter
        self.reloads = reloads
        self.event = event
        folder = SiteFolder(scanner: SiteScanner(config))
    }

    /// Serves the site until the user has enough.
    ///
    /// - Parameters:
    ///   - server: Listens already.
    ///   - stop: Returns when the user has enough.
    /// - Throws: What the system says when it takes no connections any more.
    package func serve(on server: PreviewServer, until stop: @escaping @Sendable () async -> Void) async throws {
        let notes = Notes(event)
        let run = String(Int(environment.now().timeIntervalSince1970 * 1000), radix: 36)
        let watch = reloads ? ReloadWatch(folder: folder, run: run) { event(.changed) } : nil
        let parts = parts()
        let api = config.counter.map {
            CounterAPI(
                counter: $0, region: region, backend: parts.backend, now: environment.now,
                failed: { event(.note("The counter failed. \($0)")) })
        }
        let front = SiteFront(
            config: config, folder: folder, api: { await api?.answer($0) ?? GatewayAnswer.noRoute }, reload: watch,
            note: notes.add)
        // Whether the preview ends with what has ended; the parts of the counter may end earlier.
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await server.serve(front, folder: folder, event: event)
                return true
            }
            group.addTask {
                await stop()
                return true
            }
            group.addTask {
                await watch?.watch(sleep: environment.sleep)
                return false
            }
            group.addTask {
                await parts.host?.run()
                return false
            }
            group.addTask {
                await parts.table?.run { event(.table($0)) }
                return false
            }
            while let isEnd = try await group.next(), !isEnd {}
            group.cancelAll()
        }
    }

    /// The parts of the counter that run beside the server.
    private func parts() -> (backend: CounterAPI.Backend, host: FunctionHost?, table: LocalTable?) {
        guard let counter = config.counter else { return (.missing("The site has no counter."), nil, nil) }
        let settings = FunctionSettings(
            config: config, counter: counter, region: region, variables: environment.variables)
        let python: Python
        let table: LocalTable?
        let locate: FunctionHost.Locate
        switch self.counter {
        case .missing(let reason): return (.missing(reason), nil, nil)
        case .account(let found, let place): (python, table, locate) = (found, nil, place)
        case .local(let found, let connect):
            let local = LocalTable(
                python: found.program, tableName: config.tableName, region: region,
                path: environment.variables["PATH"], connect: connect)
            (python, table) = (found, local)
            locate = { (.local(endpoint: try await local.endpoint.value.get()), nil) }
        }
        let host = FunctionHost(
            settings: settings, python: python.program, locate: locate, now: environment.now, sleep: environment.sleep,
            event: event)
        return (.function(host), host, table)
    }
}
