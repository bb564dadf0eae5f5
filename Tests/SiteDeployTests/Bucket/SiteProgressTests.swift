// SPDX-License-Identifier: Apache-2.0

import Reconcile
import Synchronization
import Testing

@testable import SiteDeploy

@Suite struct SiteProgressTests {
    /// What was told of an upload of two files of 1,000 bytes, and the clock.
    private final class Stage: Sendable {
        private let told = Mutex<[StepProgress]>([])
        private let time = Mutex(Duration.zero)
        private let start = ContinuousClock.now

        func progress() throws -> SiteProgress {
            let listing = try SiteListing([], record: nil)
            let plan = SitePlan.make(
                scan: SiteScan(files: [.made("a.jpg", byteCount: 1000), .made("b.jpg", byteCount: 1000)]),
                listing: listing, standing: SiteStanding(record: nil, listing: listing), routing: SiteRouting())
            let reporter = StepReporter(address: "site.files") { event in
                if case .stepProgress(_, let progress) = event { self.told.withLock { $0.append(progress) } }
            }
            return SiteProgress(plan: plan, step: reporter, now: { self.start + self.time.withLock { $0 } })
        }

        func pass(_ duration: Duration) { time.withLock { $0 += duration } }

        /// Files and bytes done, each time.
        var all: [String] { told.withLock { $0.map { "\($0.doneCount) \($0.doneBytes)" } } }
    }

    @Test func theBeginningThePiecesAndTheEndAreTold() throws {
        let stage = Stage()
        let progress = try stage.progress()
        progress.take(.started("a.jpg", .upload))
        progress.take(.started("b.jpg", .upload))
        for event in [
            SiteSyncEvent.sent("a.jpg", byteCount: 400), .sent("b.jpg", byteCount: 300),
            .sent("a.jpg", byteCount: -400),
            .sent("a.jpg", byteCount: 1000), .finished("a.jpg", .upload), .sent("b.jpg", byteCount: 700),
            .finished("b.jpg", .upload),
        ] {
            stage.pass(.seconds(1))
            progress.take(event)
        }
        #expect(stage.all == ["0 0", "0 400", "0 700", "0 300", "0 1300", "1 1300", "1 2000", "2 2000"])
    }

    @Test func whatComesFasterThanAnybodyLooksIsToldInOne() throws {
        let stage = Stage()
        let progress = try stage.progress()
        progress.take(.started("a.jpg", .upload))
        for _ in 0..<10 { progress.take(.sent("a.jpg", byteCount: 10)) }
        stage.pass(.milliseconds(100))
        progress.take(.sent("a.jpg", byteCount: 1))
        for _ in 0..<100 { progress.take(.sent("a.jpg", byteCount: 9)) }
        progress.take(.sent("a.jpg", byteCount: -1))
        progress.take(.finished("a.jpg", .upload))
        progress.take(.finished("b.jpg", .upload))
        // A hundredth, a tenth of a second, then hundredths again, and the end in any case.
        #expect(stage.all.prefix(5) == ["0 0", "0 20", "0 40", "0 60", "0 80"])
        #expect(stage.all.contains("0 101"))
        #expect(stage.all.count < 50 && stage.all.last == "2 1000")
    }
}
