// SPDX-License-Identifier: Apache-2.0

/// The bucket, as the sync of a site needs it.
///
/// Every function is one request of S3, retries included, and may be called from many tasks at once. ETags are
/// without quotes.
package protocol SiteObjectStore: Sendable {
    /// How often S3 has asked to slow down, or has not answered in time; it only grows.
    var slowDownCount: Int { get }

    /// Begins to open connections for requests that are about to come.
    ///
    /// - Parameter count: How many there are to be, given how long the last one took to open; not asked when that is not
    ///   known.
    func openConnections(count: (Duration) -> Int)

    /// One page of the listing, in the order of the keys' bytes. A bucket without objects has one empty page.
    func listObjects(at position: SiteListPosition) async throws -> SiteObjectPage

    /// The headers of an object; `nil` when it is gone.
    func headers(of key: ObjectKey) async throws -> ObjectHeaders?

    /// Stores an object in one piece, with `Content-MD5`, so that S3 refuses bytes that were damaged on the way.
    /// Returns the ETag that S3 gave it.
    func put(_ upload: SiteUpload) async throws -> String

    /// Begins an upload in parts and returns its id.
    func createMultipartUpload(key: ObjectKey, headers: ObjectHeaders) async throws -> String

    /// Sends a part, with its hashes, and returns its ETag. S3 refuses bytes with another hash.
    func uploadPart(_ part: SitePart) async throws -> String

    /// Makes an object of the parts, given what `uploadPart` returned in the order of the parts, and returns the
    /// object's ETag. S3 may answer 200 and name an error in the body, which must be thrown.
    func completeMultipartUpload(key: ObjectKey, uploadID: String, partETags: [String]) async throws -> String

    /// Throws the parts of an upload away.
    func abortMultipartUpload(key: ObjectKey, uploadID: String) async throws

    /// Copies an object onto itself with `MetadataDirective: REPLACE`, if it still has the ETag, and returns the ETag
    /// afterwards. Headers that are not given are gone. S3 may answer 200 and name an error in the body, which must be
    /// thrown.
    func replaceHeaders(of key: ObjectKey, ifETag etag: String, with headers: ObjectHeaders) async throws -> String

    /// Deletes up to 1,000 objects; one that is gone already counts as deleted. Returns those that S3 could
    /// not delete.
    func deleteObjects(_ keys: [ObjectKey]) async throws -> [SiteDeleteFailure]

    /// The bytes of the record; `nil` when there is none.
    func siteRecord() async throws -> [UInt8]?

    /// The bytes of the record as above; where it has the expected ones, they need not be sent.
    func siteRecord(expecting bytes: [UInt8]) async throws -> [UInt8]?

    /// The ETag of the record; `nil` when there is none.
    func siteRecordETag() async throws -> String?

    /// Stores the record as `text/plain` with `Cache-Control: no-store`, if nobody else did in between: the record must
    /// have the ETag now (`If-Match`) or, with `nil`, there must be none (`If-None-Match: *`). Returns `false` when the
    /// record is another one by now (412, and 409 or 404 of S3's conditional writes).
    func putSiteRecord(_ bytes: [UInt8], replacing etag: String?) async throws -> Bool
}

extension SiteObjectStore {
    /// Never, for stores that do not count.
    package var slowDownCount: Int { 0 }
    /// None, for stores without a network.
    package func openConnections(count: (Duration) -> Int) {}
    package func siteRecord(expecting bytes: [UInt8]) async throws -> [UInt8]? { try await siteRecord() }
}
