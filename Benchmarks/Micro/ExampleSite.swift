// SPDX-License-Identifier: Apache-2.0

import SiteDeploy

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A site and the bucket that it was brought to.
struct ExampleSite: Sendable {
    let scan: SiteScan
    let objects: [RemoteObject]
    let record: SiteRecord

    /// A site of small pages.
    ///
    /// - Parameters:
    ///   - count: How many files it has.
    ///   - changed: How many of them have other bytes than those of a site made with 0.
    init(count: Int, changed: Int = 0) {
        let headers = ObjectHeaders(contentType: "text/html; charset=utf-8", cacheControl: "public, max-age=300")
        let files = (0..<count).map { number in
            let digest = Self.digits(number < changed ? number + count : number)
            return LocalFile(
                key: ObjectKey("section-\(number % 100)/post-\(number)/index.html"), path: "/site/\(number)",
                byteCount: 4096, md5: digest, headers: headers)
        }
        scan = SiteScan(files: files)
        record = SiteRecord(
            entries: KeyMap(
                files.map { KeyMap.Element($0.key, SiteRecord.Entry(etag: $0.md5, headersDigest: headers.digest)) }))
        let before = Date(timeIntervalSince1970: 1_700_000_000)
        objects =
            files.map { RemoteObject(key: $0.key, etag: $0.md5, byteCount: $0.byteCount, lastModified: before) } + [
                RemoteObject(
                    key: .record, etag: record.etag, byteCount: Int64(record.bytes.count),
                    lastModified: before.addingTimeInterval(5))
            ]
    }

    /// 32 hexadecimal digits.
    private static func digits(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
