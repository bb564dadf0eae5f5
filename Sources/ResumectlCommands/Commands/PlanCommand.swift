// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import AWSServices
internal import Reconcile
internal import SiteDeploy

/// Shows what a deploy would change.
package struct PlanCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a deploy would change, and change nothing.",
        discussion: """
            Signs: + create, ~ update, -/+ replace, - delete, = stays, ! in the way, < take over, → by hand. Below \
            the list: the totals, about how long the slow steps take, what CloudFront is told to forget, and, when that \
            changes, what the site costs in a month.

            Examples:
              resumectl plan
              resumectl plan --only site
              resumectl plan --detailed-exitcode     status 2 when anything would change
              resumectl plan --all                   every site of the folder config/
              resumectl plan --html plan.html        a page for a browser
            """)

    @OptionGroup package var global: GlobalOptions
    @OptionGroup var planning: PlanningOptions
    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with status 2 when anything would change.")
    var detailedExitCode = false
    @Option(help: ArgumentHelp("Write the plan as one page for a browser, too.", valueName: "file"))
    var html: String?

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        guard planning.all else {
            let site = try await PreparedSite.read(global, planning: planning, in: context)
            try html.map(PageFile.init)?.write([site], in: context)
            return status(of: site.plan)
        }
        var context = context
        context.shared = SharedAccess()
        let group = try SiteGroup.find(global, in: context)
        let (sites, planning) = (group.sites, planning)
        let outcomes = await group.run(in: context, .bySite) { index, context in
            try await PreparedSite.read(
                sites[index].global, sites[index].config, planning: planning, in: context)
        }
        let read = outcomes.compactMap { if case .done(let site) = $0 { site } else { nil } }
        if !read.isEmpty { try html.map(PageFile.init)?.write(read, in: context) }
        return group.finish(
            outcomes.map { outcome in
                switch outcome {
                case .done(let site): status(of: site.plan)
                case .failed(let status): status
                }
            }, in: context)
    }

    private func status(of plan: Plan) -> ExitStatus {
        if !plan.conflicts.isEmpty { return .refused }
        return detailedExitCode && plan.hasChanges ? .changesPending : .done
    }
}

/// The options of commands that plan a deploy.
struct PlanningOptions: ParsableArguments, Sendable {
    @Flag(
        help: "Every configuration of the folder config, or of the folder that -c names: several sites in one run.")
    var all = false

    @Option(help: ArgumentHelp("Look at one part alone: site, api or dns.", valueName: "part"))
    var only: SiteStack.Part?

    @Option(
        name: .customLong("max-deletes"),
        help: ArgumentHelp("Refuse to delete more files than this from the bucket.", valueName: "count"))
    var maxDeletes = 256

    @Option(
        help: ArgumentHelp(
            "Take over an existing resource that is not tagged for this site; may be repeated.", valueName: "address"))
    var adopt: [String] = []

    @Option(
        name: .customLong("replace-record"),
        help: ArgumentHelp(
            "Replace a DNS record that leads elsewhere, such as www.example.com:CNAME; without a type every record of the "
                + "name that is in the way. May be repeated.", valueName: "name[:type]"))
    var replaceRecord: [String] = []

    func validate() throws {
        guard maxDeletes >= 0 else { throw ValidationError("--max-deletes must be 0 or more.") }
        guard !all || adopt.isEmpty && replaceRecord.isEmpty else {
            throw ValidationError(
                "--adopt and --replace-record are about one site: name its configuration with -c, without --all.")
        }
    }

    /// A command with the options that were given: what has to be run again to go on.
    func added(to command: String) -> String {
        var given = only.map { [("--only", $0.rawValue)] } ?? []
        if maxDeletes != 256 { given.append(("--max-deletes", "\(maxDeletes)")) }
        given += adopt.map { ("--adopt", $0) } + replaceRecord.map { ("--replace-record", $0) }
        return given.reduce(command) { "\($0) \($1.0) \(ShownText.word($1.1))" }
    }
}

extension SiteStack.Part: ExpressibleByArgument {}
