// SPDX-License-Identifier: Apache-2.0

import Reconcile
import Testing

@testable import ResumectlCommands

@Suite struct PlanPageTests {
    private static func page(_ steps: [Plan.Step]) -> String {
        let plan = Plan(steps: steps)
        let nodes = steps.map {
            StackGraph.Node(address: $0.address, title: $0.title, group: $0.group, action: $0.change.action)
        }
        let site = PlanPage.Site(
            name: "example.com", facts: [("Account", "123456789012")], plan: plan,
            graph: StackGraph(nodes: nodes, dependencies: [:]), outlook: PlanOutlook(plan, nil))
        return PlanPage(sites: [site], origin: "2026-01-01T00:00:00Z with resumectl 1").html
    }

    private static func step(_ address: ResourceAddress, _ title: String, _ change: Change) -> Plan.Step {
        Plan.Step(address: address, title: title, group: .site, change: change)
    }

    @Test func everyChangeIsThereWithItsPropertiesReasonAndParts() {
        let html = Self.page([
            Self.step(
                "bucket", "S3 bucket",
                Change(
                    .replace,
                    properties: [
                        PropertyChange("versioning", old: "off", new: .known("on")),
                        PropertyChange("arn", old: nil, new: .knownAfterApply),
                        PropertyChange("tag", old: "x", new: .removed),
                    ], reason: "It cannot be changed.", hint: "Run:\n    resumectl deploy", warnings: ["Careful."])),
            Self.step(
                "site.files", "Files of the site",
                Change(
                    .update, summary: "30 new",
                    items: (1...30).map { ChangeItem(.create, "\($0).html", note: "text/html") })),
            Self.step("cdn.function", "CloudFront function", .none),
        ])
        for text in [
            "<h4><span class=\"sign replace\" title=\"replace\">-/+</span> S3 bucket <code>bucket</code></h4>",
            "<th scope=\"row\">versioning</th><td><code>off</code></td><td><code>on</code></td>",
            "<td><em>none</em></td><td><em>known after apply</em></td>", "<td><em>removed</em></td>",
            "<p>It cannot be changed.</p>", "<pre>Run:\n    resumectl deploy</pre>", "Warning: Careful.",
            "Files of the site: 30 new", "<summary>All 30</summary>", "<td>30.html</td><td>text/html</td>",
            "<summary>1 that stay as they are</summary>", "class=\"stack-graph\"", "prefers-color-scheme:dark",
        ] { #expect(html.contains(text), "\(text)") }
    }

    @Test func nothingIsLoadedOrRunWhateverNamesAreLike() {
        let evil = "</td><script src=//evil.example>\u{1B}[2J\u{202E}\"'&"
        let html = Self.page([
            Self.step(
                "x", evil,
                Change(
                    .update, properties: [PropertyChange(evil, old: evil, new: .known(evil))], reason: evil, hint: evil,
                    summary: evil, items: [ChangeItem(.create, evil, note: evil)], warnings: [evil]))
        ])
        #expect(!html.contains("<script") && !html.contains("\u{1B}") && !html.contains("\u{202E}"))
        #expect(html.contains("&lt;script src=//evil.example&gt;\\u{1B}[2J\\u{202E}&quot;&#39;&amp;"))
        for word in ["href=", "src=\"", "@import", "url(http", "javascript:", "<link"] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("default-src 'none'"))
    }
}
