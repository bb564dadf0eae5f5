// SPDX-License-Identifier: Apache-2.0

package import AWSServices

/// The site's bucket in S3.
package struct S3SiteObjectStore: SiteObjectStore {
    private let s3: S3Client
    private let bucket: BucketName

    package init(s3: S3Client, bucket: BucketName) {
        self.s3 = s3
        self.bucket = bucket
    }

    package var slowDownCount: Int { s3.slowDownCount }

    package func openConnections(count: (Duration) -> Int) { s3.openConnections(to: bucket, count: count) }

    package func listObjects(at position: SiteListPosition) async throws -> SiteObjectPage {
        do {
            let page =
                switch position {
                case .start: try await s3.listObjects(in: bucket)
                case .after(let key): try await s3.listObjects(in: bucket, startAfter: key.string)
                case .token(let token): try await s3.listObjects(in: bucket, token: S3PageToken(token))
                }
            return SiteObjectPage(
                objects: page.items.map {
                    RemoteObject(
                        key: ObjectKey($0.key), etag: $0.etag, byteCount: Int64($0.size), lastModified: $0.lastModified)
                },
                next: page.next?.marker)
        } catch let error as AWSError where error.code == "NoSuchBucket" {
            // The bucket comes with the same deploy.
            return SiteObjectPage(objects: [], next: nil)
        }
    }

    package func headers(of key: ObjectKey) async throws -> ObjectHeaders? {
        guard let info = try await s3.headObject(key.string, in: bucket) else { return nil }
        let headers = info.headers
        return ObjectHeaders(
            contentType: headers.contentType ?? "", cacheControl: headers.cacheControl,
            contentDisposition: headers.contentDisposition, contentEncoding: headers.contentEncoding,
            contentLanguage: headers.contentLanguage, metadata: headers.metadata)
    }

    package func put(_ upload: SiteUpload) async throws -> String {
        try await s3.putObject(
            upload.key.string, in: bucket,
            body: S3Client.ObjectBody(upload.payload, sha256: upload.sha256, contentMD5: upload.contentMD5),
            headers: S3ObjectHeaders(upload.headers))
    }

    package func createMultipartUpload(key: ObjectKey, headers: ObjectHeaders) async throws -> String {
        try await s3.createMultipartUpload(key.string, in: bucket, headers: S3ObjectHeaders(headers))
    }

    package func uploadPart(_ part: SitePart) async throws -> String {
        try await s3.uploadPart(
            part.number, of: part.uploadID, key: part.key.string, in: bucket,
            body: S3Client.ObjectBody(part.payload, sha256: part.sha256, contentMD5: part.contentMD5)
        ).etag
    }

    package func completeMultipartUpload(key: ObjectKey, uploadID: String, partETags: [String]) async throws -> String {
        let parts = partETags.enumerated().map { S3Client.Part(number: $0.offset + 1, etag: $0.element) }
        return try await s3.completeMultipartUpload(parts, of: uploadID, key: key.string, in: bucket)
    }

    package func abortMultipartUpload(key: ObjectKey, uploadID: String) async throws {
        try await s3.abortMultipartUpload(uploadID, key: key.string, in: bucket)
    }

    package func replaceHeaders(
        of key: ObjectKey, ifETag etag: String, with headers: ObjectHeaders
    ) async throws -> String {
        try await s3.replaceHeaders(of: key.string, in: bucket, with: S3ObjectHeaders(headers), ifETag: etag)
    }

    package func deleteObjects(_ keys: [ObjectKey]) async throws -> [SiteDeleteFailure] {
        try await s3.deleteObjects(keys.map { S3DeletionItem($0.string) }, in: bucket).map {
            // A denial for one key comes without the name of what is missing.
            SiteDeleteFailure(
                key: ObjectKey($0.item.key), code: $0.code,
                message: $0.code == "AccessDenied" ? "\($0.message): s3:DeleteObject is not allowed" : $0.message)
        }
    }

    package func siteRecord() async throws -> [UInt8]? {
        try await s3.getObject(ObjectKey.record.string, in: bucket)?.body
    }

    package func siteRecord(expecting bytes: [UInt8]) async throws -> [UInt8]? {
        switch try await s3.getObject(ObjectKey.record.string, in: bucket, unlessETag: SiteRecord.etag(of: bytes)) {
        case .unchanged: bytes
        case .object(_, let body): body
        case .absent: nil
        }
    }

    package func siteRecordETag() async throws -> String? {
        try await s3.headObject(ObjectKey.record.string, in: bucket)?.etag
    }

    package func putSiteRecord(_ bytes: [UInt8], replacing etag: String?) async throws -> Bool {
        do {
            _ = try await s3.putObject(
                ObjectKey.record.string, in: bucket, body: S3Client.ObjectBody(bytes),
                headers: S3ObjectHeaders(contentType: "text/plain; charset=utf-8", cacheControl: "no-store"),
                condition: etag.map { .hasETag($0) } ?? .isAbsent)
            return true
        } catch let error as AWSError
            where ["PreconditionFailed", "ConditionalRequestConflict"].contains(error.code)
            || (error.code == "NoSuchKey" && etag != nil)
        {
            return false
        }
    }
}

extension S3ObjectHeaders {
    init(_ headers: ObjectHeaders) {
        self.init(
            contentType: headers.contentType, cacheControl: headers.cacheControl,
            contentEncoding: headers.contentEncoding, contentDisposition: headers.contentDisposition,
            contentLanguage: headers.contentLanguage, metadata: headers.metadata)
    }
}
