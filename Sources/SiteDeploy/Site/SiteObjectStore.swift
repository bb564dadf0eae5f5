// SPDX-License-Identifier: Apache-2.0

/// The bucket, as the sync of a site needs it.
///
/// Every function is one request of S3, retries included, and may be called from many tasks at once. ETags are
/// without quotes.
package protocol SiteObjectStore: Sendable {
    /// One page of the listing, in key order, after the token of the page before or, with `nil`, from the start. A
    /// bucket without objects has one empty page.
    func listObjects(after token: String?) async throws -> SiteObjectPage

    /// The headers of an object; `nil` when it is gone.
    func headers(of key: ObjectKey) async throws -> ObjectHeaders?

    /// Stores an object in one piece, with `Content-MD5`, so that S3 refuses bytes that were damaged on the way.
    /// Returns the ETag that S3 gave it.
    func put(_ upload: SiteUpload) async throws -> String

    /// Begins an upload in parts and returns its id.
    func createMultipartUpload(key: ObjectKey, headers: ObjectHeaders) async throws -> String

    /// Sends a part, with `Content-MD5`, and returns its ETag.
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

    /// Stores the record as `text/plain` with `Cache-Control: no-store`, if nobody else did in between: the record must
    /// have the ETag now (`If-Match`) or, with `nil`, there must be none (`If-None-Match: *`). Returns `false` when the
    /// record is another one by now (412, and 409 or 404 of S3's conditional writes).
    func putSiteRecord(_ bytes: [UInt8], replacing etag: String?) async throws -> Bool
}

/// A page of a listing.
package struct SiteObjectPage: Sendable, Hashable {
    /// The objects in key order.
    package let objects: [RemoteObject]
    /// The token for the next page; `nil` on the last one.
    package let next: String?

    /// A page with its parts.
    package init(objects: [RemoteObject], next: String?) {
        self.objects = objects
        self.next = next
    }
}

/// An object to store in one piece.
package struct SiteUpload: Sendable, Hashable {
    /// The object's name.
    package let key: ObjectKey
    /// The content.
    package let body: [UInt8]
    /// MD5 of the content, in base64 as `Content-MD5` has it.
    package let contentMD5: String
    /// SHA-256 of the content, in hexadecimal as `x-amz-content-sha256` has it.
    package let sha256: String
    /// The headers to store with it.
    package let headers: ObjectHeaders
}

/// A part of an object.
package struct SitePart: Sendable, Hashable {
    /// The object's name.
    package let key: ObjectKey
    /// The upload it belongs to.
    package let uploadID: String
    /// The part's number, counted from 1.
    package let number: Int
    /// The content.
    package let body: [UInt8]
    /// MD5 of the content, in base64 as `Content-MD5` has it.
    package let contentMD5: String
}

/// An object that S3 could not delete, with its own words.
package struct SiteDeleteFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The object's name.
    package let key: ObjectKey
    /// S3's error code.
    package let code: String
    /// S3's message.
    package let message: String

    /// A failure with its parts.
    package init(key: ObjectKey, code: String, message: String) {
        self.key = key
        self.code = code
        self.message = message
    }

    package var description: String { "\(code): \(message)" }
}
