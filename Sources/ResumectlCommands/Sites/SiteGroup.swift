// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Several sites, each with a configuration file of its own in one folder.
struct SiteGroup {
    /// One of the sites.
    struct Site: Sendable {
        let config: SiteConfig
        /// What the user chose, for this site.
        let global: GlobalOptions
    }

    /// How a site's part of a run ended.
    enum Outcome<Value: Sendable>: Sendable {
        case done(Value)
        /// The error is shown already.
        case failed(ExitStatus)
    }

    /// When the lines of a site are shown.
    enum Order {
        /// Together, under the site's name, after those of the sites before it.
        case bySite
        /// At once, each with the site's name.
        case asTheyCome
    }

    /// How many sites are worked on at once. The services allow an account few changes in a second, so more would only
    /// wait for each other.
    static let limit = 5

    let sites: [Site]

    /// Finds the configurations of a folder and checks them all before anything is sent.
    ///
    /// - Throws: `ConfigError` with the mistakes of all files, and with what two of them claim; `DeployError` when there
    ///   is none.
    static func find(_ global: GlobalOptions, in context: CommandContext) throws -> SiteGroup {
        let folder = global.config ?? "config"
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(
                atPath: FilePath.resolve(folder, from: context.workingDirectory))
        } catch {
            throw DeployError.noConfigurations(
                "There is no folder \(folder) in \(context.workingDirectory), or it cannot be read.")
        }
        let files = names.filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix(".") }.sorted()
        guard !files.isEmpty else {
            throw DeployError.noConfigurations("No file of \(folder) ends with .yaml or .yml.")
        }
        var diagnostics: [Diagnostic] = []
        var sites: [Site] = []
        for file in files {
            var own = global
            own.config = folder == "." ? file : "\(folder.hasSuffix("/") ? String(folder.dropLast()) : folder)/\(file)"
            do {
                let config = try Session.loadConfig(own, in: context)
                diagnostics += config.checkFiles()
                sites.append(Site(config: config, global: own))
            } catch let error as ConfigError {
                diagnostics += error.diagnostics
            }
        }
        diagnostics += SiteConfig.clashes(among: sites.map(\.config))
        guard diagnostics.isEmpty else { throw ConfigError(diagnostics: diagnostics) }
        return SiteGroup(sites: sites)
    }

    /// Does something for each site, some at once. An error of one site does not keep the others from going on.
    ///
    /// - Parameters:
    ///   - context: The outside world; each site gets one whose lines and records carry its name.
    ///   - order: When the lines are shown.
    ///   - body: What is done for the site of a number.
    /// - Returns: How it ended, site by site.
    func run<Value: Sendable>(
        in context: CommandContext, _ order: Order,
        _ body: @escaping @Sendable (Int, CommandContext) async throws -> Value
    ) async -> [Outcome<Value>] {
        let width = sites.map(\.config.name.count).max() ?? 0
        var outcomes: [Int: Outcome<Value>] = [:]
        var waiting: [Int: ConsoleBuffer] = [:]
        var shown = 0
        await withTaskGroup(of: (Int, Outcome<Value>, ConsoleBuffer?).self) { group in
            var rest = sites.indices[...]
            func start() {
                guard let index = rest.popFirst() else { return }
                let buffer = order == .bySite && !context.usesJSON ? ConsoleBuffer(for: context.console) : nil
                var own = context.of(sites[index])
                if let buffer {
                    own.console = buffer.console
                } else if !context.usesJSON {
                    own.console = context.console.named(sites[index].config.name, width: width)
                }
                group.addTask { [own] in
                    do {
                        return (index, .done(try await body(index, own)), buffer)
                    } catch {
                        return (index, .failed(ErrorReport(error).show(on: own)), buffer)
                    }
                }
            }
            for _ in 0..<Self.limit { start() }
            while let (index, outcome, buffer) = await group.next() {
                start()
                outcomes[index] = outcome
                if let buffer { waiting[index] = buffer }
                while let ready = waiting.removeValue(forKey: shown) {
                    context.console.info(context.console.style.bold("── \(sites[shown].config.name)"))
                    ready.replay(
                        on: context.console, onward: context.console.named(sites[shown].config.name, width: width))
                    shown += 1
                }
            }
        }
        return sites.indices.map { outcomes[$0] ?? .failed(.interrupted) }
    }

    /// Sums up a run.
    ///
    /// - Parameters:
    ///   - statuses: How each site ended, in order.
    ///   - context: Where it is shown.
    /// - Returns: The worst of them.
    func finish(_ statuses: [ExitStatus], in context: CommandContext) -> ExitStatus {
        let worst = ExitStatus.worst(of: statuses)
        context.record(
            SitesRecord(
                exitStatus: worst.rawValue,
                sites: zip(sites, statuses).map { .init(name: $0.config.name, exitStatus: $1.rawValue) }))
        guard !context.usesJSON else { return worst }
        let notDone = zip(sites, statuses).filter { $1 != .done && $1 != .changesPending }
        guard !notDone.isEmpty else { return worst }
        let console = context.console
        console.line()
        console.line("\(sites.count - notDone.count) of \(sites.count) sites done. Not done:")
        for (site, status) in notDone { console.line("  \(site.config.name): status \(status.rawValue)") }
        return worst
    }
}

private struct SitesRecord: Encodable {
    struct Site: Encodable {
        let name: String
        let exitStatus: Int32
    }

    let type = "sites"
    let exitStatus: Int32
    let sites: [Site]
}

extension DeployError {
    fileprivate static func noConfigurations(_ detail: String) -> DeployError {
        DeployError(
            code: .noConfiguration, summary: "There are no configuration files for --all", detail: detail,
            hint:
                "Put a file for each site into config/, or name another folder:\n    resumectl <command> --all -c folder",
            kind: .configuration)
    }
}

extension SiteGroup.Outcome<ExitStatus> {
    /// How it ended, whichever way it is known.
    var status: ExitStatus {
        switch self {
        case .done(let status), .failed(let status): status
        }
    }
}

extension ExitStatus {
    /// The one of several statuses that the user has to know first; `done` for none.
    static func worst(of statuses: [ExitStatus]) -> ExitStatus {
        let order: [ExitStatus] = [
            .interrupted, .permission, .usage, .failed, .refused, .partlyDone, .pendingInAWS, .changesPending, .done,
        ]
        return order.first(where: statuses.contains) ?? .done
    }
}

extension CommandContext {
    /// The outside world as the command for one of several sites sees it.
    fileprivate func of(_ site: SiteGroup.Site) -> CommandContext {
        var context = self
        context.site = site.config.name
        context.repeated = RepeatedOptions(site.global)
        return context
    }
}
