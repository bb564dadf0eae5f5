// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSWire
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// The file of `plan --html`.
struct PageFile {
    let path: String

    /// Writes the page of some plans.
    ///
    /// - Parameters:
    ///   - sites: The sites, at least one.
    ///   - context: The outside world.
    /// - Throws: `DeployError` when the file cannot be written.
    func write(_ sites: [PreparedSite], in context: CommandContext) throws {
        let time = AWSTimestamp.formatISO8601(context.environment.now())
        let page = PlanPage(sites: sites.map(Self.site), origin: "\(time) with resumectl \(Version.current)")
        try context.write(page.html, to: path)
        context.console.info("The plan as a page: \(path)")
    }

    private static func site(_ site: PreparedSite) -> PlanPage.Site {
        let config = site.session.config
        var facts = [
            ("Site", config.name), ("Account", site.session.account.id), ("Region", site.session.account.region),
        ]
        if let domain = config.domain { facts.append(("Domain", domain)) }
        if let environment = config.environment { facts.append(("Environment", environment)) }
        return PlanPage.Site(
            name: config.domain ?? config.name, facts: facts.map { (name: $0.0, value: $0.1) }, plan: site.plan,
            graph: StackGraph(site.plan, of: site.observed), outlook: PlanOutlook(site.plan, config))
    }
}
