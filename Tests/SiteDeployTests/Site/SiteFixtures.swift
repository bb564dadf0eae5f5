// SPDX-License-Identifier: Apache-2.0

import SiteConfig

@testable import SiteDeploy

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension LocalFile {
    /// A file whose hash is made of one digit.
    static func made(_ key: ObjectKey, _ digit: Character = "1", byteCount: Int64 = 10, headers: ObjectHeaders? = nil)
        -> LocalFile
    {
        LocalFile(
            key: key, path: "/nowhere/\(key)", byteCount: byteCount, md5: String(repeating: digit, count: 32),
            headers: headers ?? HeaderChoice().headers(for: key))
    }

    /// The object that the file becomes.
    func object(at seconds: Double = 100) -> RemoteObject {
        RemoteObject(
            key: key, etag: etag, byteCount: byteCount, lastModified: Date(timeIntervalSince1970: seconds))
    }

    /// The file's line in the record.
    var entry: SiteRecord.Entry { SiteRecord.Entry(etag: etag, headersDigest: headersDigest) }
}

extension SiteListing {
    /// A bucket with the record of some files and any objects.
    init(_ objects: [RemoteObject], record: SiteRecord?, at seconds: Double = 100, leftAlone: [String] = []) throws {
        var all = objects
        if let record {
            all.append(
                RemoteObject(
                    key: .record, etag: record.etag, byteCount: Int64(record.bytes.count),
                    lastModified: Date(timeIntervalSince1970: seconds)))
        }
        self.init(all, exclude: try leftAlone.map { try .init($0) })
    }
}

extension SiteRecord {
    /// The record in which the files are settled.
    init(of files: [LocalFile], owed: Set<ObjectKey> = []) {
        self.init(entries: KeyMap(files.map { KeyMap.Element($0.key, $0.entry) }), owed: owed)
    }
}
