// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Looks at a project's files, without AWS.
struct ProjectCheckup {
    let config: SiteConfig
    /// The folder that paths are shown from.
    let workingDirectory: String
    let now: Date

    /// Looks at everything.
    ///
    /// - Returns: The findings; at least one for each check.
    /// - Throws: `CancellationError`.
    func findings() async throws -> [Finding] {
        let mistakes = config.checkFiles()
        var findings = mistakes.map(Self.finding)
        if mistakes.isEmpty {
            findings.append(.fine(.configuration, "\(config.file), site \(config.name)"))
        }
        findings += names
        findings += try await files(isReadable: !mistakes.contains { $0.message.hasPrefix("site.path") })
        if let counter = config.counter {
            if !mistakes.contains(where: { $0.message.hasPrefix("counter.") }) { findings += function(counter) }
            findings.append(
                RuntimeEnd.finding(
                    counter.runtime, at: now, place: "\(config.closestPosition(of: "counter.runtime"))"))
        }
        return findings
    }

    /// A mistake of the configuration.
    static func finding(_ mistake: Diagnostic) -> Finding {
        .error(
            .configuration, mistake.code.rawValue, Finding.sentence(mistake.message), at: "\(mistake.position)",
            fix: mistake.hint ?? "Correct the line; docs/configuration.md has every key.")
    }

    /// More names than ACM puts into a certificate unless AWS allows the account more.
    private var names: [Finding] {
        let most = 10
        let count = config.siteNames.count
        guard count > most else { return [] }
        return [
            .warning(
                .configuration, "too-many-names",
                "The site has \(count) names, and a certificate may usually have \(most).",
                at: "\(config.closestPosition(of: "aliases"))",
                fix:
                    "Remove some aliases, or ask AWS for more: Service Quotas, AWS Certificate Manager, domain names per "
                    + "certificate.")
        ]
    }

    private func shown(_ path: String) -> String { FilePath.relative(path, to: workingDirectory) ?? path }

    // MARK: Site

    private func files(isReadable: Bool) async throws -> [Finding] {
        guard isReadable else { return [] }
        let scan: SiteScan
        do {
            scan = try await SiteScanner(config).scan()
        } catch let found as SiteProblems {
            return found.problems.map { finding($0, in: config.site.path, .files, .error) }
        }
        var findings = scan.warnings.map { finding($0, in: config.site.path, .files, .warning) }
        let keys = scan.files.map(\.key.string)
        if !keys.contains(config.site.notFound) {
            findings.append(
                .warning(
                    .files, "no-not-found-page", "There is no page for addresses that do not exist.",
                    at: "\(shown(config.site.path))/\(config.site.notFound)",
                    fix: "Write one; else visitors see an error of CloudFront's. site.notFound names another file."))
        }
        if findings.isEmpty { findings.append(.fine(.files, "\(keys.count) files in \(shown(config.site.path))")) }
        return findings + SiteLint(config: config, files: scan.files, show: shown).findings()
    }

    private func finding(
        _ problem: SiteProblem, in folder: String, _ check: Finding.Check, _ level: Finding.Level
    ) -> Finding {
        return Finding(
            check: check, level: level, code: problem.code.rawValue, message: Finding.sentence(problem.message),
            place: shown(FilePath.resolve(problem.path, from: folder)), fix: problem.hint)
    }

    // MARK: Function

    private func function(_ counter: SiteConfig.Counter) -> [Finding] {
        do {
            let archive = try FunctionFolder(counter).archive()
            let size = ByteText(Int64(archive.bytes.count))
            return [.fine(.function, "\(shown(counter.path)), \(size) to send")]
        } catch let found as SiteProblems {
            return found.problems.map { finding($0, in: counter.path, .function, .error) }
        } catch {
            let error = DeployError(describing: error)
            return [.error(.function, error.code, Finding.sentence(error.summary), at: error.detail, fix: error.hint)]
        }
    }
}
