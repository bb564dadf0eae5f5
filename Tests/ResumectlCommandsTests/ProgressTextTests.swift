// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct ProgressTextTests {
    private static let error = DeployError(code: "c", summary: "Not yet", kind: .pending)

    private static let events: [ReconcileEvent] = [
        .readStarted("bucket"), .readFinished("bucket"),
        .stepStarted("bucket", title: "S3 bucket b", .create),
        .stepWaiting("bucket", "S3 to finish"), .stepWaiting("bucket", "S3 to finish"),
        .stepFinished("bucket", title: "S3 bucket b", .create),
        .note("dns.zone", "Enter these name servers."),
        .stepStarted("certificate.issued", title: "Validation", .create),
        .stepPending("certificate.issued", title: "Validation", error),
        .stepSkipped("cdn.distribution", title: "CloudFront distribution", because: "certificate.issued"),
        .stepFailed("counter.api", title: "HTTP API", DeployError(code: "c", summary: "Broken")),
        .stepSkipped("x", title: "X", because: "never.seen"),
    ]

    @Test func eachStepIsALineWithHowLongItTook() {
        let text = Mutex("")
        let time = Mutex(Duration.zero)
        let start = ContinuousClock.now
        let progress = ProgressText(
            console: Console(style: TextStyle(isColored: false)) { piece, _ in text.withLock { $0 += piece } },
            now: { start + time.withLock { $0 } })
        for event in Self.events {
            progress.show(event)
            time.withLock { $0 += .milliseconds(500) }
        }
        #expect(
            text.withLock { $0 } == """
                  … S3 bucket b: waiting for S3 to finish
                  ✓ S3 bucket b created (1.5 s)
                  note: Enter these name servers.
                  … Validation: Not yet
                  - CloudFront distribution: not done, it needs Validation
                  ✗ HTTP API: Broken
                  - X: not done, it needs never.seen

                """)
    }

    @Test func filesAreCountedNowAndThen() {
        let text = Mutex("")
        let time = Mutex(Duration.zero)
        let start = ContinuousClock.now
        let progress = ProgressText(
            console: Console(style: TextStyle(isColored: false)) { piece, _ in text.withLock { $0 += piece } },
            now: { start + time.withLock { $0 } })
        for count in 0..<50 {
            progress.show(
                .stepProgress(
                    "site.files",
                    StepProgress(doneCount: count, totalCount: 50, doneBytes: Int64(count) * 1000, totalBytes: 50_000)))
            time.withLock { $0 += .milliseconds(100) }
        }
        #expect(
            text.withLock { $0 } == """
                  … 20 of 50 files, 20.0 kB of 50.0 kB
                  … 40 of 50 files, 40.0 kB of 50.0 kB

                """)
    }

    @Test func asJSONReadsAreLeftOutAndTheRestIsThere() throws {
        let records = Self.events.compactMap { ProgressRecord($0) }
        #expect(
            records.map(\.event) == [
                "started", "waiting", "waiting", "finished", "note", "started", "pending", "skipped", "failed",
                "skipped",
            ])
        #expect(records[0].action == "create" && records[0].title == "S3 bucket b")
        #expect(records[6].error?.code == "c" && records[6].error?.pending == true)
        #expect(records[7].because == "certificate.issued")
    }
}
