// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reconcile
import Testing

@testable import ResumectlCommands

@Suite struct PlanTextTests {
    private static func step(
        _ address: ResourceAddress, _ title: String, _ group: ResourceGroup, _ change: Change
    ) -> Plan.Step {
        Plan.Step(address: address, title: title, group: group, change: change)
    }

    private static let plan = Plan(steps: [
        step(
            "bucket", "S3 bucket b", .site,
            Change(
                .update,
                properties: [
                    PropertyChange("tags.team", old: nil, new: .known("web")),
                    PropertyChange("versioning", old: "off", new: .known("on")),
                    PropertyChange("tags.old", old: "x", new: .removed),
                ])),
        step(
            "site.files", "Files of the site", .site,
            Change(
                .update, summary: "1 new, 1 changed",
                items: [
                    ChangeItem(.create, "a.html", note: "text/html"), ChangeItem(.update, "b.css"),
                    ChangeItem(.delete, "c d.pdf"),
                ])),
        step("cdn.function", "CloudFront function f", .cdn, .none),
        step(
            "cdn.distribution", "CloudFront distribution", .cdn,
            Change(.create, properties: [PropertyChange("name", old: nil, new: .known("x"))])),
        step(
            "certificate", "Certificate for example.com", .domain,
            Change(
                .replace, properties: [PropertyChange("arn", old: "arn:1", new: .knownAfterApply)],
                reason: "A certificate cannot be changed.")),
        step(
            "counter.table", "DynamoDB table t", .counter,
            Change(.conflict, reason: "It is not ours.", hint: "Run:\n    resumectl deploy --adopt counter.table")),
    ])

    private func text(_ plan: Plan, colored: Bool = false, verbose: Bool = false) -> String {
        PlanText(style: TextStyle(isColored: colored), verbose: verbose).lines(plan, nothing: "Nothing.")
            .joined(separator: "\n")
    }

    @Test func aPlanIsGroupedAndSaysWhatWhyAndHow() {
        #expect(
            text(Self.plan) == """
                Site
                  ~ S3 bucket b
                      tags.team   web
                      versioning  off → on
                      tags.old    x → (removed)
                  ~ Files of the site: 1 new, 1 changed
                      + a.html  text/html
                      ~ b.css
                      - c d.pdf

                CDN
                  + CloudFront distribution

                Domain
                  -/+ Certificate for example.com
                      A certificate cannot be changed.
                      arn  arn:1 → (known after apply)

                Counter
                  ! DynamoDB table t
                      It is not ours.
                      Run:
                          resumectl deploy --adopt counter.table

                Plan: 1 to create, 2 to update, 1 to replace, 1 in conflict, 1 unchanged.
                Signs: -/+ make a new one in place of the old one, ! in the way, to be settled first.
                """)
    }

    @Test func verboseShowsWhatStaysAndThePropertiesOfWhatIsNew() {
        let lines = text(Self.plan, verbose: true)
        #expect(lines.contains("CDN\n  = CloudFront function f\n  + CloudFront distribution\n      name  x\n"))
    }

    @Test func withoutChangesOneSentenceIsEnough() {
        let plan = Plan(steps: [Self.step("bucket", "S3 bucket b", .site, .none)])
        #expect(text(plan) == "Nothing.")
        #expect(text(plan, verbose: true) == "Site\n  = S3 bucket b\n\nNothing.")
    }

    @Test func whatIsKeptIsShownWithItsReasonAlthoughNothingIsDone() {
        let plan = Plan(steps: [Self.step("t", "Table t", .counter, Change(.keep, reason: "It holds data."))])
        #expect(text(plan) == "Counter\n  = Table t\n      It holds data.\n\nNothing.\nSigns: = stays.")
    }

    @Test func aLongListOfFilesIsCutUnlessAskedFor() {
        let items = (1...20).map { ChangeItem(.create, "\($0).html") }
        let plan = Plan(steps: [Self.step("site.files", "Files", .site, Change(.create, items: items))])
        #expect(text(plan).contains("      + 12.html\n      … and 8 more; -v lists them\n"))
        #expect(!text(plan).contains("13.html"))
        #expect(text(plan, verbose: true).contains("      + 20.html\n"))
    }

    @Test func aLongListWithASummaryIsFoldedIntoItButForWhatGoes() {
        let items = (1...20).map { ChangeItem(.create, "\($0).html") } + [ChangeItem(.delete, "old.html")]
        let change = Change(.update, summary: "20 new, 41 same, 1 delete", items: items)
        let plan = Plan(steps: [Self.step("site.files", "Files", .site, change)])
        #expect(
            text(plan) == """
                Site
                  ~ Files: 20 new, 41 same, 1 delete
                      - old.html
                      … and 20 more; -v lists them

                Plan: 1 to update.
                """)
        #expect(text(plan, verbose: true).contains("      + 20.html\n"))
    }

    /// A value, and how it is shown.
    @Test(arguments: [
        ("", #""""#), ("a\nb\n", "a b"), (String(repeating: "x", count: 101), String(repeating: "x", count: 99) + "…"),
        (String(repeating: "x", count: 100), String(repeating: "x", count: 100)),
    ])
    func aValueTakesOneLine(value: String, shown: String) {
        let plan = Plan(steps: [
            Self.step(
                "a", "A", .site, Change(.update, properties: [PropertyChange("p", old: "old", new: .known(value))]))
        ])
        #expect(text(plan).contains("      p  old → \(shown)\n"))
    }

    @Test func colorsAreDecorationAlone() {
        let colored = text(Self.plan, colored: true)
        #expect(colored.contains("\u{1B}["))
        #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == text(Self.plan))
    }

    @Test func theCommandsInHintsHaveTheUsersOptions() throws {
        let options = try GlobalOptions.parse(["-c", "my sites/cv.yaml", "--env", "staging", "--json"])
        let lines = PlanText(style: TextStyle(isColored: false), verbose: false, repeated: RepeatedOptions(options))
            .lines(Self.plan, nothing: "")
        #expect(lines.contains("          resumectl deploy --adopt counter.table -c 'my sites/cv.yaml' --env staging"))
    }
}
