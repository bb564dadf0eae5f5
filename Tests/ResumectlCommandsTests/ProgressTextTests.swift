// SPDX-License-Identifier: Apache-2.0

import Reconcile
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct ProgressTextTests {
    private static let error = DeployError(code: .unexpected, summary: "Not yet", kind: .pending)

    private static let events: [ReconcileEvent] = [
        .readStarted("bucket"), .readFinished("bucket"),
        .stepStarted("bucket", title: "S3 bucket b", .create),
        .stepWaiting("bucket", "S3 to finish"), .stepWaiting("bucket", "S3 to finish"),
        .stepFinished("bucket", title: "S3 bucket b", .create),
        .note("dns.zone", "Enter these name servers."),
        .stepStarted("certificate.issued", title: "Validation", .create),
        .stepPending("certificate.issued", title: "Validation", error),
        .stepSkipped("cdn.distribution", title: "CloudFront distribution", because: "certificate.issued"),
        .stepFailed("counter.api", title: "HTTP API", DeployError(code: .unexpected, summary: "Broken")),
        .stepSkipped("x", title: "X", because: "never.seen"),
    ]

    /// A display without a terminal, its clock, and what it wrote.
    private final class Stage: Sendable {
        let text = Mutex("")
        let time = Mutex(Duration.zero)
        let start = ContinuousClock.now
        let isQuiet: Bool

        init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

        func console() -> Console {
            Console(style: TextStyle(isColored: false), isQuiet: isQuiet) { piece, _ in
                self.text.withLock { $0 += piece }
            }
        }

        func display() -> ProgressDisplay { .lines(now: { self.start + self.time.withLock { $0 } }) }

        func pass(_ duration: Duration) { time.withLock { $0 += duration } }

        var written: String { text.withLock { $0 } }
    }

    @Test func eachStepIsALineWithHowLongItTook() {
        let stage = Stage()
        let show = stage.display().sink(for: nil, console: stage.console())
        for event in Self.events {
            show(event)
            stage.pass(.milliseconds(500))
        }
        #expect(
            stage.written == """
                  … S3 bucket b: waiting for S3 to finish
                  ✓ S3 bucket b created (1.5 s)
                  note: Enter these name servers.
                  … Validation: Not yet
                  - CloudFront distribution: not done, it needs Validation
                  ✗ HTTP API: Broken
                  - X: not done, it needs never.seen

                """)
    }

    @Test func quietShowsNothingOfAllThat() {
        let stage = Stage(isQuiet: true)
        let show = stage.display().sink(for: nil, console: stage.console())
        Self.events.forEach(show)
        #expect(stage.written.isEmpty)
    }

    @Test func everyHalfMinuteALineNamesWhatIsWaitedFor() {
        let stage = Stage()
        let display = stage.display()
        let show = display.sink(for: nil, console: stage.console())
        show(.stepStarted("certificate.issued", title: "Validation", .create))
        show(.stepStarted("site.files", title: "Files", .update))
        show(.stepWaiting("certificate.issued", "ACM to issue it"))
        for _ in 0..<65 {
            stage.pass(.seconds(1))
            let done = Int(stage.time.withLock { $0 }.components.seconds)
            show(
                .stepProgress(
                    "site.files",
                    StepProgress(doneCount: done, totalCount: 90, doneBytes: Int64(done) * 1000, totalBytes: 90_000)))
            display.look()
        }
        show(.stepFinished("certificate.issued", title: "Validation", .create))
        show(.stepFinished("site.files", title: "Files", .update))
        stage.pass(.seconds(100))
        display.look()
        #expect(
            stage.written == """
                  … Validation: waiting for ACM to issue it
                  … still working: Validation, waiting for ACM to issue it (30 s); \
                Files, 33%, 30.0 kB of 90.0 kB, 30 of 90 files, 1.0 kB/s, about 1 min 0 s left (30 s)
                  … still working: Validation, waiting for ACM to issue it (1 min 0 s); \
                Files, 66%, 60.0 kB of 90.0 kB, 60 of 90 files, 1.0 kB/s, about 30 s left (1 min 0 s)
                  ✓ Validation created (1 min 5 s)
                  ✓ Files updated (1 min 5 s)

                """)
    }

    @Test func aStepThatSomebodyDidByHandEndsToo() {
        let stage = Stage()
        let show = stage.display().sink(for: nil, console: stage.console())
        show(.stepStarted("dns.records", title: "DNS records", .manual))
        show(.stepFinished("dns.records", title: "DNS records", .manual))
        #expect(stage.written == "  ✓ DNS records found (0.0 s)\n")
    }

    @Test func asJSONReadsAreLeftOutAndTheRestIsThere() throws {
        let records = Self.events.compactMap { ProgressRecord($0) }
        #expect(
            records.map(\.event) == [
                "started", "waiting", "waiting", "finished", "note", "started", "pending", "skipped", "failed",
                "skipped",
            ])
        #expect(records[0].action == "create" && records[0].title == "S3 bucket b")
        #expect(records[6].error?.code == "unexpected" && records[6].error?.pending == true)
        #expect(records[7].because == "certificate.issued")
    }
}
