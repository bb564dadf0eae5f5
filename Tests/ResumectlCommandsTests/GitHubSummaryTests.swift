// SPDX-License-Identifier: Apache-2.0

import Reconcile
import Testing

@testable import ResumectlCommands

@Suite struct GitHubSummaryTests {
    private static func step(_ address: ResourceAddress, _ title: String, _ change: Change) -> Plan.Step {
        Plan.Step(address: address, title: title, group: .site, change: change)
    }

    private static let plan = Plan(steps: [
        step("bucket", "Bucket", .none),
        step("cdn", "CDN | one", Change(.update, properties: [PropertyChange("a.b", old: "1", new: .known("2"))])),
        step(
            "files", "Files",
            Change(
                .update, summary: "1 new",
                items: [ChangeItem(.create, "<b>.html", note: "text/html"), ChangeItem(.delete, "old.html")])),
        step("table", "Table", Change(.keep, reason: "It holds the count.")),
    ])

    private func page(_ site: GitHubFacts.Site, _ status: ResumectlCommands.ExitStatus = .done, limit: Int = 1 << 20)
        -> String?
    {
        GitHubSummary(facts: GitHubFacts(command: "resumectl deploy", sites: [site]), status: status).text(limit: limit)
    }

    @Test func aPlanIsATableAndItsFilesAreFolded() {
        #expect(
            page(.init(plan: Self.plan)) == """
                ### <code>resumectl deploy</code>

                Plan: 2 to update, 1 kept, 1 unchanged.

                | | Resource | Change |
                |---|---|---|
                | <code>&#126;</code> | CDN &#124; one | a.b: <code>1</code> → <code>2</code> |
                | <code>&#126;</code> | Files | 1 new |
                | <code>=</code> | Table | It holds the count. |

                <details><summary>Files: 2</summary>

                <pre>
                + &lt;b&gt;.html  text/html
                - old.html
                </pre>

                </details>


                """)
    }

    @Test func aRunHasTheResultOfEachStepAndItsErrors() throws {
        let error = DeployError(
            code: .permissionDenied, summary: "Not allowed", detail: "s3:Put on <x>", cause: "S3, request 1")
        let result = RunResult(
            outcomes: [
                ("cdn", "CDN", .failed(error)), ("files", "Files", .skipped(because: "cdn")),
                ("table", "Table", .unchanged),
            ], outputs: Outputs(), wasInterrupted: false)
        let text = try #require(page(.init(plan: Self.plan, result: result, errors: [error]), .failed))
        #expect(
            text.contains(
                "**Failed.**\n\n**Not allowed** <code>permission-denied</code>\n\n<pre>\ns3:Put on &lt;x&gt;\n(S3, request 1)"
            ))
        #expect(text.contains("<code>2</code> | **failed** |\n") && text.contains("| 1 new | not done |\n"))
    }

    @Test func nothingToTellIsNoPage() {
        #expect(GitHubSummary(facts: GitHubFacts(command: "resumectl whoami"), status: .done).text(limit: 9999) == nil)
    }

    @Test(arguments: [0, 100, 400, 2000, 20_000, 200_000, 1_000_000])
    func thePageFitsWhateverTheRoomIs(limit: Int) throws {
        let items = (0..<20_000).map { ChangeItem(.create, "pages/\($0)<>.html", note: "text/html") }
        let steps = (0..<300).map { number in
            Self.step(
                ResourceAddress("r\(number)"), "Resource \(number)",
                number == 0 ? Change(.create, summary: "20000 new", items: items) : Change(.create))
        }
        let text = try #require(page(.init(plan: Plan(steps: steps)), limit: limit))
        #expect(text.utf8.count <= limit)
        #expect(limit < 400 || text.contains("resumectl deploy"))
        #expect(text.ranges(of: "<details>").count == text.ranges(of: "</details>").count)
        #expect(text.ranges(of: "<pre>").count == text.ranges(of: "</pre>").count)
    }

    @Test(arguments: [
        ("a|b", "a&#124;b"), ("<img>", "&lt;img&gt;"), ("`x` *y* _z_", "&#96;x&#96; &#42;y&#42; &#95;z&#95;"),
        ("[a](b) @jane #1", "&#91;a&#93;(b) &#64;jane &#35;1"), ("a\nb", "a b"), ("\u{1B}[31m", "\\u{1B}&#91;31m"),
        ("&amp;", "&amp;amp;"), ("é 日", "é 日"), ("\u{202E}x", "\\u{202E}x"),
    ])
    func textOfOthersIsNoMarkup(text: String, expected: String) {
        #expect(GitHubMarkdown.text(text) == expected)
    }

    @Test(arguments: [
        ("resumectl plan", nil, ResumectlCommands.ExitStatus.done, true), ("resumectl plan", nil, .refused, true),
        ("resumectl plan --env x", nil, .changesPending, true), ("resumectl deploy", nil, .done, true),
        ("resumectl deploy", nil, .refused, false), ("resumectl deploy", 0, .done, false),
        ("resumectl deploy", 1, .partlyDone, true), ("resumectl plans", nil, .refused, false),
    ])
    func changedTellsWhetherAnythingIsOrWouldBe(
        command: String, done: Int?, status: ResumectlCommands.ExitStatus, expected: Bool
    ) {
        let result = done.map { count in
            RunResult(
                outcomes: (0..<count).map { (ResourceAddress("r\($0)"), "R", .done(.create)) }, outputs: Outputs(),
                wasInterrupted: false)
        }
        let facts = GitHubFacts(command: command, sites: [.init(plan: Self.plan, result: result)])
        #expect(facts.output(status).isChanged == expected)
        #expect(GitHubFacts(command: command).output(status).isChanged == nil)
    }
}
