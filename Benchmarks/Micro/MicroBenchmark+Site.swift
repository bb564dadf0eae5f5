// SPDX-License-Identifier: Apache-2.0

import SiteDeploy

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension MicroBenchmark {
    /// A folder read and hashed; it is left in the folder for temporary files.
    static let scanner = MicroBenchmark(name: "scanner", unit: "folder of 500 files of 2 KiB", count: 4) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "resumectl-micro-\(UUID().uuidString)")
        for number in 0..<500 {
            let section = folder.appending(path: "section-\(number % 10)")
            if number < 10 { try FileManager.default.createDirectory(at: section, withIntermediateDirectories: true) }
            let text = String(repeating: "\(number)-----------", count: 200).utf8.prefix(2048)
            try Data(text).write(to: section.appending(path: "page-\(number).html"))
        }
        let scanner = SiteScanner(folder: folder.path)
        return { count in
            for _ in 0..<count {
                let scan = try await scanner.scan()
                precondition(scan.files.count == 500)
            }
        }
    }

    /// The decision that nothing is to be done, from the listing alone.
    static let planUnchanged = MicroBenchmark(name: "plan-unchanged", unit: "2,000 files, none changed", count: 2) {
        let site = ExampleSite(count: 2000)
        return { count in
            for _ in 0..<count {
                let listing = SiteListing(site.objects)
                guard let record = listing.settledRecord(with: site.scan) else { throw Surprise() }
                let standing = SiteStanding(record: record, listing: listing)
                let plan = SitePlan.make(
                    scan: site.scan, listing: listing, standing: standing, routing: SiteRouting())
                guard plan.isEmpty else { throw Surprise() }
            }
        }
    }

    /// The decision what to do when little has changed.
    static let planChanged = MicroBenchmark(name: "plan-changed", unit: "2,000 files, 10 changed", count: 2) {
        let site = ExampleSite(count: 2000)
        let changed = ExampleSite(count: 2000, changed: 10)
        return { count in
            for _ in 0..<count {
                let listing = SiteListing(site.objects)
                let standing = SiteStanding(record: site.record, listing: listing)
                let plan = SitePlan.make(
                    scan: changed.scan, listing: listing, standing: standing, routing: SiteRouting())
                guard plan.changes.count == 10 else { throw Surprise() }
            }
        }
    }

    /// The record of a site, written and read.
    static let record = MicroBenchmark(name: "record", unit: "2,000 entries, there and back", count: 2) {
        let site = ExampleSite(count: 2000)
        return { count in
            for _ in 0..<count {
                guard SiteRecord(bytes: site.record.bytes) == site.record else { throw Surprise() }
            }
        }
    }

    /// Work that did not come to what it should.
    private struct Surprise: Error {}
}
