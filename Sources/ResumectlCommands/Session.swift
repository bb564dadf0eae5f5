// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// One command's way to AWS: the configuration, the credentials and the account behind them.
struct Session {
    let start: SessionStart
    let access: AccountAccess

    var config: SiteConfig { start.config }
    var account: AWSAccount {
        AWSAccount(id: access.identity.account, partition: access.partition.id, region: access.region)
    }

    /// Loads the configuration and finds out whose account it is.
    ///
    /// - Throws: `ConfigError`, `CredentialsError` when there are no credentials, or what the first request throws.
    static func open(_ global: GlobalOptions, in context: CommandContext, needsFiles: Bool = true) async throws
        -> Session
    {
        try await SessionStart.open(global, in: context, needsFiles: needsFiles).identify()
    }

    /// The site's deployer, whose events go to where the user looks.
    func deployer(needsFiles: Bool = true) throws -> SiteDeployer {
        try start.deployer(in: account, needsFiles: needsFiles)
    }

    /// Loads the configuration that the user named, or the one of the current folder.
    static func loadConfig(_ global: GlobalOptions, in context: CommandContext) throws -> SiteConfig {
        try ConfigLoader.load(
            path: try configPath(global, in: context), environment: global.environment, region: global.region)
    }

    static let candidates = ["resume.yaml", "resume.yml", "config/resume.yaml", "config/resume.yml"]

    /// The configuration file that the user named, or the one of the current folder; `nil` when there is none.
    static func configPathIfPresent(_ global: GlobalOptions, in context: CommandContext) -> String? {
        global.config
            ?? candidates.first {
                FileManager.default.fileExists(atPath: "\(context.workingDirectory)/\($0)")
            }
    }

    private static func configPath(_ global: GlobalOptions, in context: CommandContext) throws -> String {
        if let path = configPathIfPresent(global, in: context) { return path }
        throw DeployError(
            code: .noConfiguration, summary: "There is no configuration file here",
            detail: "Looked for \(candidates.joined(separator: ", ")) in \(context.workingDirectory).",
            hint: "Name one:\n    resumectl <command> -c path/to/resume.yaml", kind: .configuration)
    }
}

extension CommandContext {
    /// Takes the events of a run to the screen or to JSON.
    func eventSink() -> @Sendable (ReconcileEvent) -> Void {
        let show = usesJSON ? nil : progress.sink(for: site, console: console)
        let json = writesRecords ? json : nil
        return { event in
            show?(event)
            if let json, let record = ProgressRecord(event) { json.write(record) }
        }
    }
}
