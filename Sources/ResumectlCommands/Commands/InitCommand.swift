// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Makes a project: a configuration for what is there, and a sample of what is not.
package struct InitCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a configuration for the site in this folder, or a sample site.",
        discussion: """
            Asks for a name, a domain and a region, and writes config/resume.yaml. A site that is there already is used: a \
            folder with an index.html, or what Astro, Docusaurus, Eleventy, Gatsby, Hugo, Jekyll, MkDocs, Next.js, \
            Pelican, SvelteKit, Vite or Zola build. Where there is none, a sample site and the function of its visitor \
            counter are written. No file is ever overwritten.

            With credentials, the account is asked for hosted zones (where Route 53 keeps the DNS of domains) and for a \
            bucket of this site. It is not changed.

            Examples:
              resumectl init
              resumectl init -y                                   no questions
              resumectl init --name jane --domain example.com --region eu-central-1
              resumectl init -y --offline                         AWS is not asked
            """)

    @OptionGroup package var global: GlobalOptions
    @Option(help: ArgumentHelp("The site's name. Without it: the folder's.", valueName: "name"))
    var name: String?
    @Option(help: ArgumentHelp("The site's domain. Empty for none.", valueName: "domain"))
    var domain: String?
    @Flag(name: .customLong("no-counter"), help: "Leave the visitor counter out.")
    var noCounter = false
    @Flag(help: "Do not ask AWS what the account has.")
    var offline = false
    @Flag(name: [.short, .customLong("yes")], help: "Ask nothing; take the defaults.")
    var yes = false

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        var context = context
        // The file will have the region.
        var repeated = global
        repeated.region = nil
        context.repeated = RepeatedOptions(repeated)
        let disk = DiskProject(root: context.workingDirectory)
        let file = global.config ?? "config/resume.yaml"
        try refuseExisting(file, on: disk, in: context)
        let folder = ProjectFolder(disk)
        guard folder.site != .atTheTop else { throw Self.siteAtTheTop }

        let glance = offline ? AccountGlance() : await AccountGlance.look(global, in: context)
        let answers = try InitQuestions(
            name: name, domain: domain, region: global.region, glance: glance,
            asks: context.isInteractive && !yes && !context.usesJSON
        ).answers(in: context)

        let project = NewProject(
            folder: folder, answers: answers, file: file, root: context.workingDirectory, hasCounter: !noCounter,
            zone: answers.domain.map(glance.zone(of:)) ?? .unknown, account: glance.account)
        let written = try project.write(to: disk)
        let config = try ConfigLoader.load(
            path: FilePath.resolve(file, from: context.workingDirectory), environment: nil, region: nil)
        NewProjectReport(
            project: project, files: written, glance: glance, bucket: await glance.bucket(of: config)
        ).show(on: context)
        return .done
    }

    /// A second configuration is never made.
    private func refuseExisting(_ file: String, on disk: DiskProject, in context: CommandContext) throws {
        guard let existing = (global.config == nil ? Session.candidates : [file]).first(where: disk.has) else { return }
        throw DeployError(
            code: .projectExists, summary: "There is a configuration already", detail: existing,
            hint: "Every command uses it. See what it would do with:\n    resumectl plan"
                + "\nFor another site beside it, name another file with -c.", kind: .refused)
    }

    private static var siteAtTheTop: DeployError {
        DeployError(
            code: .siteAtTheTop, summary: "The site has to be in a folder of its own",
            detail: "index.html is in this folder, where configuration and function would be published with it.",
            hint: "Move the site's files into a folder site, and run:\n    resumectl init", kind: .refused)
    }
}
