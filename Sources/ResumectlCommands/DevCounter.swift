// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy
internal import SitePreview

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Decides how `dev` answers the counter's paths.
struct DevCounter {
    /// The decision.
    struct Choice {
        let counter: Preview.Counter
        let region: String
        /// For the user: what answers; `nil` for a site without a counter.
        var answer: String?
        /// For the user: where it counts; `nil` when it does not.
        var table: String?
        /// What the user has to type for a counter that answers.
        var command: String?
    }

    /// What counts in the account.
    private static let option = "--live-table"

    let global: GlobalOptions
    /// What the user named.
    let python: String?
    let config: SiteConfig
    let context: CommandContext

    /// Finds what the counter needs.
    ///
    /// - Parameter inAccount: Whether it counts in the table of the account.
    /// - Returns: The decision; that something is missing is one, too.
    /// - Throws: What opening the account throws; `DeployError` when it does not have the table.
    func choose(inAccount: Bool) async throws -> Choice {
        let environment = context.environment
        let region =
            global.region ?? config.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
            ?? "us-east-1"
        guard let counter = config.counter else {
            if inAccount { try config.requireCounter(for: Self.option) }
            return Choice(counter: .missing("The site has no counter."), region: region)
        }
        guard counter.runtime.hasPrefix("python") else {
            return missing("dev runs functions in Python; the runtime of this one is \(counter.runtime).", region)
        }
        let modules = Python.modules(hasLocalTable: !inAccount)
        let candidates = Python.candidates(
            workingFolder: context.workingDirectory, configFile: config.file, functionFolder: counter.path)
        guard
            let found = await Python.find(
                chosen: python, candidates: candidates, modules: modules, path: environment["PATH"])
        else {
            return missing("\(python ?? "python3") does not run. Install Python 3, or name one with --python.", region)
        }
        guard found.missing.isEmpty else {
            return missing(
                "\(found.program) lacks \(found.missing.joined(separator: ", ")).", region,
                command: installation(counter))
        }
        let answer = "\(counter.route), run by Python \(found.version)" + note(found, counter)
        guard inAccount else {
            return Choice(
                counter: .local(found, connect: { try Self.connect($0, region: region, context.environment) }),
                region: region, answer: answer, table: "on this machine; begins at 0")
        }
        let (place, account) = try await accountTable()
        return Choice(
            counter: .account(found, place), region: account.region, answer: answer,
            table: "REAL: \(config.tableName) in account \(account.identity.account), \(account.region); "
                + "every visit counts")
    }

    /// What to type to get what the function needs.
    private func installation(_ counter: SiteConfig.Counter) -> String {
        let file = "\(counter.path)/requirements-dev.txt"
        let here = "\(context.workingDirectory)/"
        let packages =
            FileManager.default.fileExists(atPath: file)
            ? "-r " + (file.hasPrefix(here) ? String(file.dropFirst(here.count)) : file)
            : "awslambdaric boto3 'moto[dynamodb]'"
        return "python3 -m venv .venv && .venv/bin/pip install \(packages)"
    }

    private func missing(_ reason: String, _ region: String, command: String? = nil) -> Choice {
        let advice = command.map { " Type this, then start dev again: \($0)" } ?? ""
        return Choice(
            counter: .missing(reason + advice), region: region, answer: "answers 503: \(reason)", command: command)
    }

    /// What differs from the function as it will be deployed.
    private func note(_ python: Python, _ counter: SiteConfig.Counter) -> String {
        counter.runtime == "python\(python.version)" ? "" : " (Lambda will use \(counter.runtime))"
    }

    /// Calls the DynamoDB on this machine; no settings of the user's and no proxy have a say.
    private static func connect(
        _ endpoint: String, region: String, _ environment: AWSEnvironment
    ) throws -> DynamoDBClient {
        let bare = AWSEnvironment(
            variables: [:], homeDirectory: "/nonexistent", now: environment.now, uptime: environment.uptime,
            random: environment.random, sleep: environment.sleep)
        let clients = AWSClients(
            configuration: try AWSConfiguration(
                choices: .init(region: region, endpointURL: endpoint), environment: bare),
            environment: bare, transport: try AsyncHTTPTransport(),
            credentials: FixedCredentials(TimedCredentials(credentials: LocalTable.credentials, source: "the preview")),
            userAgent: "resumectl/\(Version.current)")
        return DynamoDBClient(caller: clients.caller(for: .dynamoDB, region: region))
    }

    /// The way to the table in the user's account.
    private func accountTable() async throws -> (FunctionHost.Locate, AccountAccess) {
        let start = try await SessionStart.open(global, config, in: context)
        let session = try await start.identify()
        guard try await start.clients.dynamoDB.describeTable(config.tableName) != nil else {
            throw DeployError.notDeployed(
                "There is no table \(config.tableName) in account \(session.account.id), \(session.account.region).",
                hint: "Deploy the site first, or leave out \(Self.option):\n    resumectl deploy")
        }
        let credentials = start.way.clients.credentials
        let endpoint = start.way.configuration.endpointOverride(for: .dynamoDB)?.description
        let locate: FunctionHost.Locate = {
            do {
                let now = try await credentials.currentCredentials()
                return (.account(now.credentials, endpoint: endpoint), now.expiresAt)
            } catch {
                let told = DeployError(describing: error)
                throw TableFailure(
                    reason: [told.summary, told.detail, told.hint].compactMap { $0 }.joined(separator: ". "))
            }
        }
        return (locate, session.access)
    }
}
