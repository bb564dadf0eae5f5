// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Checks the configuration and the files it names, without AWS.
package struct ValidateCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check the configuration and the files it names, without AWS.",
        discussion: """
            Every mistake is reported at once, with its line and what to do about it.

            Examples:
              resumectl validate
              resumectl validate -c config/resume.yaml --env staging
            """)

    @OptionGroup package var global: GlobalOptions

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let config = try Session.loadConfig(global, in: context)
        var problems = config.checkFiles()
        if problems.isEmpty {
            do {
                let scan = try await SiteScanner(config).scan()
                if let counter = config.counter { _ = try FunctionFolder(counter).archive() }
                report(config, scan, in: context)
                return .done
            } catch let found as SiteProblems {
                throw DeployError(problems: found)
            }
        }
        problems.sort { $0.position < $1.position }
        throw ConfigError(diagnostics: problems)
    }

    private func report(_ config: SiteConfig, _ scan: SiteScan, in context: CommandContext) {
        context.record(
            ValidRecord(
                name: config.name, domain: config.domain, files: scan.files.count, bytes: scan.byteCount,
                warnings: scan.warnings.map(\.description)))
        guard !context.usesJSON else { return }
        for warning in scan.warnings {
            context.console.line("\(context.console.style.yellow("warning:")) \(warning)")
        }
        let counter = config.counter.map { "counter at \($0.route)" } ?? "no counter"
        context.console.result(
            "\(config.file): \(context.console.style.green("valid")). Site \(config.name)"
                + (config.domain.map { " at \($0)" } ?? "")
                + ", \(scan.files.count) files (\(ByteText(scan.byteCount))), \(counter).")
    }
}

private struct ValidRecord: Encodable {
    let type = "valid"
    let name: String
    let domain: String?
    let files: Int
    let bytes: Int64
    let warnings: [String]
}
