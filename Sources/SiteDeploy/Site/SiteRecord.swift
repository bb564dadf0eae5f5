// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The receipt in the bucket of what is settled: which objects have the right headers and no old copy in a cache.
///
/// It is no state: all it says can be found out again, by reading the headers of every object and by telling CloudFront
/// to forget everything once. Losing it costs just that.
///
/// ## What makes a crash harmless
///
/// A cache may hold an old copy of a key (the key is *owed* an invalidation) only if the record or the listing says so:
/// 1. Before a run changes or deletes anything that was in the bucket, it writes a record in which those keys are owed.
///    New objects need no such care: no cache can hold an older copy of them.
/// 2. What other tools did shows in the listing: an object that is not what the record lists, that is newer than the
///    record, that the record does not list, or that is gone, is owed.
/// 3. Without a readable record everything is owed, unless there is no object.
///
/// The record in which nothing is owed is written only after CloudFront accepted the invalidation of all that was. So a
/// run that is killed at any point leaves every owed key in sight of the next one.
///
/// ## Form
///
/// UTF-8 text: the version line, then a line for each key, sorted by the keys' bytes:
/// `etag TAB headers TAB key` for a settled object and `! TAB - TAB key` for an owed key. `headers` is
/// `ObjectHeaders.digest`, or `-` when the headers are not known. Keys are percent-encoded. The same settled content
/// always has the same bytes, so the ETag in a listing tells the content without reading it.
///
/// ## Two deploys at once
///
/// Before a run changes any object (see `FilesClaim` for when) it writes a record with its own name as the owner (in
/// the version line, after a tab), with a conditional write: of two runs that began from the same record one fails
/// before it has sent a file. Where there is no record to build on, a line that names the owner alone stands in for it;
/// it counts as no record. A run that finds another's claim takes it over, since its owner may be dead; an owner that
/// is alive sees that within a second of sending files, and stops.
package struct SiteRecord: Sendable, Hashable {
    /// What is known of a settled object.
    package struct Entry: Sendable, Hashable {
        /// The ETag, without quotes.
        package let etag: String
        /// `ObjectHeaders.digest`; `nil` when the headers are not known.
        package let headersDigest: String?

        /// An entry with its parts.
        package init(etag: String, headersDigest: String?) {
            self.etag = etag
            self.headersDigest = headersDigest
        }
    }

    /// The settled objects.
    package let entries: KeyMap<Entry>
    /// The keys of which a cache may have an old copy; none of them is in `entries`.
    package let owed: Set<ObjectKey>
    /// The run that is at work; `nil` when none is, or when it does not matter which.
    package let owner: String?

    /// The version that this code writes, and the only one that it reads.
    package static let versionLine = "resumectl site record 1"

    /// A record; a key that is owed is not settled, whatever `entries` says.
    package init(entries: KeyMap<Entry>, owed: Set<ObjectKey> = [], owner: String? = nil) {
        self.entries = entries.removing(owed)
        self.owed = owed
        self.owner = owner
    }

    private static let claimPrefix = "resumectl site claim "

    /// What a run writes before its first change.
    ///
    /// - Parameters:
    ///   - owner: The run.
    ///   - intent: What is settled and owed until the run is done; `nil` when there is no record to build on.
    /// - Returns: The bytes to store.
    package static func claim(by owner: String, intent: SiteRecord?) -> [UInt8] {
        guard let intent else { return Array("\(claimPrefix)\(owner)\n".utf8) }
        return SiteRecord(entries: intent.entries, owed: intent.owed, owner: owner).bytes
    }

    /// Whether stored bytes are the claim of a run that had no record to build on. Any other claim is a record with an
    /// owner.
    package static func isBareClaim(_ bytes: [UInt8]) -> Bool { bytes.starts(with: claimPrefix.utf8) }

    /// The record as it is stored.
    package var bytes: [UInt8] {
        var writer = SiteRecordWriter(owner: owner)
        var owed = owed.sorted()[...]
        for entry in entries {
            while let key = owed.first, key < entry.key { writer.addOwed(owed.removeFirst()) }
            writer.add(entry.key, etag: entry.value.etag, headersDigest: entry.value.headersDigest)
        }
        owed.forEach { writer.addOwed($0) }
        return writer.bytes
    }

    /// The ETag, without quotes, of an object with these bytes.
    package var etag: String { Self.etag(of: bytes) }

    /// The ETag, without quotes, of an object with the given bytes.
    package static func etag(of bytes: [UInt8]) -> String {
        Hexadecimal.text(Insecure.MD5.hash(data: bytes))
    }

    /// Reads a stored record.
    ///
    /// - Returns: `nil` when the bytes are not a record of this version, whole and in order. That counts as no record.
    package init?(bytes: [UInt8]) {
        guard let record = bytes.withUnsafeBufferPointer({ SiteRecordReader.record(in: $0) }) else { return nil }
        self = record
    }
}
