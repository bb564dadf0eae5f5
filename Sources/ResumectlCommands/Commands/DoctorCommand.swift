// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Looks for what is wrong with a project, its account and its domain.
package struct DoctorCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for problems, and say how to fix them.",
        discussion: """
            Looks at the configuration, the site's files and links, the function and its runtime; then at the credentials, \
            the clock, the account, the certificate, and what public DNS says about the domain. It changes nothing, and needs \
            the permissions of a plan (resumectl policy --for plan). Without credentials it looks at the files alone and \
            says so.

            Exit status 1 when there is an error, 0 when there are only warnings.

            Examples:
              resumectl doctor
              resumectl doctor --offline     the files alone
              resumectl doctor --json
            """)

    @OptionGroup package var global: GlobalOptions
    @Flag(help: "Look at the files alone; ask neither AWS nor DNS.")
    var offline = false

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        var findings: [Finding] = []
        var config: SiteConfig?
        do {
            let loaded = try Session.loadConfig(global, in: context)
            config = loaded
            findings += try await ProjectCheckup(
                config: loaded, workingDirectory: context.workingDirectory, now: context.environment.now()
            ).findings()
        } catch let error as ConfigError {
            findings += error.diagnostics.map(ProjectCheckup.finding)
        } catch let error as DeployError where error.id == .noConfiguration {
            findings.append(
                .error(
                    .configuration, error.code, Finding.sentence(error.summary), at: error.detail,
                    fix: "Make one: resumectl init"))
        }
        findings +=
            offline ? [.unknown(.credentials, "Not asked for (--offline).")] : await account(config, in: context)
        let report = FindingsReport(findings: findings, verbose: global.verbose)
        report.show(on: context)
        return report.status
    }

    /// What AWS and DNS say.
    private func account(_ config: SiteConfig?, in context: CommandContext) async -> [Finding] {
        let clock = ClockWatch(now: context.environment.now)
        var context = context
        let makeTransport = context.makeTransport
        context.makeTransport = { clock.watching(try makeTransport($0)) }
        var findings: [Finding] = []
        do {
            let access = try await AccountAccess.open(global, configured: config.map(SiteChoices.init), in: context)
            findings.append(.fine(.credentials, "\(access.identity.arn) (\(access.credentials.source))"))
            findings += access.warnings(in: context).map {
                .warning(.credentials, $0.code.rawValue, $0.message, fix: nil)
            }
            findings.append(region(access.way, config))
            if let config { findings += try await site(config, in: context) }
        } catch let error as CredentialsError where error.reason == .nothingFound {
            return [.unknown(.credentials, "There are none, so AWS was not asked. \(error.message)", fix: error.hint)]
        } catch let failure as ReadFailure {
            findings += failure.errors.map { AccountCheckup.finding(.account, $0) }
        } catch {
            let error = DeployError(describing: error)
            let check: Finding.Check = error.code.contains("credentials") ? .credentials : .account
            findings.append(AccountCheckup.finding(check, error))
        }
        if let seconds = clock.seconds { findings.append(ClockWatch.finding(seconds)) }
        return findings
    }

    private func region(_ way: AccountWay, _ config: SiteConfig?) -> Finding {
        if let obstacle = PartitionSupport.obstacle(in: way.partition) {
            return .error(
                .region, "unsupported-partition", "No site can be in \(way.region). \(obstacle)", at: way.regionOrigin,
                fix: "Choose another one, such as eu-central-1, and an account there.")
        }
        guard config?.region == nil, global.region == nil, config != nil else {
            return .fine(.region, "\(way.region) (from \(way.regionOrigin))")
        }
        return .warning(
            .region, "region-not-fixed",
            "\(way.region) comes from \(way.regionOrigin), so another computer may choose another.",
            at: config?.file, fix: "Write it down: region: \(way.region)")
    }

    private func site(_ config: SiteConfig, in context: CommandContext) async throws -> [Finding] {
        // The findings are the result; what is read for them is none.
        let (session, deployer, stack) = try await SessionStart.open(
            global, config, in: context.silenced, needsFiles: false
        )
        .observe(needsFiles: false)
        return await AccountCheckup(
            session: session, deployer: deployer, stack: stack, now: context.environment.now()
        ).findings()
    }
}
