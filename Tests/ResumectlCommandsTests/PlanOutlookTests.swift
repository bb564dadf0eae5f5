// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import ResumectlCommands

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct PlanOutlookTests {
    private static func step(_ address: ResourceAddress, _ change: Change) -> Plan.Step {
        Plan.Step(address: address, title: "\(address)", group: .site, change: change)
    }

    private static let site = SiteConfig(name: "cv", site: SiteConfig.Site(path: "/nowhere"))

    private static var whole: SiteConfig {
        var config = site
        config.domain = "example.com"
        config.dns = SiteConfig.DNS()
        config.counter = SiteConfig.Counter(path: "/nowhere")
        return config
    }

    @Test func aFirstDeployTellsTimesAndCost() {
        let plan = Plan(steps: [
            Self.step("certificate.issued", Change(.create)), Self.step("cdn.distribution", Change(.create)),
            Self.step("site.invalidation", Change(.update, summary: "nothing to invalidate")),
        ])
        #expect(
            PlanOutlook(plan, Self.whole).lines == [
                "Time: about 2 to 10 minutes until ACM has issued the certificate;",
                "      about 3 to 8 minutes until CloudFront serves the change everywhere, after the command has ended.",
                "Cost: about 0.53 USD a month: 0.50 for the hosted zone, 0.03 for 10,000 views and 1 GB.",
                "      List prices of 2025-06; docs/costs.md has the assumptions.",
            ])
    }

    @Test func anEditTellsThePathsAlone() {
        let paths = (1...8).map { ChangeItem(.update, "/\($0).css") }
        let plan = Plan(steps: [
            Self.step("site.files", Change(.update)), Self.step("site.invalidation", Change(.update, items: paths)),
        ])
        #expect(
            PlanOutlook(plan, Self.whole).lines == [
                "CloudFront forgets: /1.css, /2.css, /3.css, /4.css, /5.css, /6.css and 2 more."
            ])
    }

    @Test func aDestroyTellsHowLongCloudFrontTakes() {
        let plan = Plan(steps: [Self.step("cdn.distribution", Change(.delete))])
        #expect(
            PlanOutlook(plan, nil).lines == [
                "Time: about 3 to 15 minutes until CloudFront has taken the distribution out of service."
            ]
        )
    }

    @Test func withoutDomainThereIsNoZoneToPayForAndWithoutCounterNoCalls() {
        #expect(CostEstimate(Self.site).parts == [.init(name: "10,000 views and 1 GB", cents: 1)])
        var elsewhere = Self.whole
        elsewhere.dns = SiteConfig.DNS(isExternal: true)
        #expect(CostEstimate(elsewhere).cents == 3)
    }

    /// The page names each price as the code has it.
    @Test func thePageAboutCostsHasTheSamePrices() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/costs.md"), encoding: .utf8)
        for text in [
            ListPrices.asOf, ListPrices.region, "$0.50 a month", "$\(ListPrices.storageGigabyte)",
            "$\(ListPrices.thousandGets)", "$\(ListPrices.thousandPuts)", "$1.00", "$\(ListPrices.millionWrites)",
            "about 0.53 USD", "0.1 GB",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(ListPrices.hostedZone == 0.5 && ListPrices.millionAPICalls == 1)
    }

    @Test func recordsHaveTheSameFacts() throws {
        let paths = [ChangeItem(.update, "/a.css")]
        let plan = Plan(steps: [
            Self.step("cdn.distribution", Change(.create)),
            Self.step("site.invalidation", Change(.update, items: paths)),
        ])
        let record = PlanRecord(plan, outlook: PlanOutlook(plan, Self.whole))
        let text = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
        #expect(text.contains("\"invalidationPaths\":[\"\\/a.css\"]"))
        #expect(text.contains("\"total\":0.53") && text.contains("\"maxMinutes\":8"))
    }
}
