// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

extension S3Client {
    /// A part that has arrived.
    package struct Part: Sendable, Hashable {
        /// 1 to 10,000.
        package var number: Int
        /// The part's ETag without quotes.
        package var etag: String

        /// Makes a part.
        ///
        /// - Parameters:
        ///   - number: 1 to 10,000.
        ///   - etag: The part's ETag without quotes.
        package init(number: Int, etag: String) {
            self.number = number
            self.etag = etag
        }
    }

    /// Begins an upload in parts. It costs storage until it is completed or aborted.
    ///
    /// - Parameters:
    ///   - key: The key that the object will have.
    ///   - bucket: The bucket.
    ///   - headers: What will be kept beside the bytes.
    /// - Returns: S3's id of the upload. A repeated attempt may leave a second upload behind, which the bucket's
    ///   lifecycle rule removes.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "CreateMultipartUpload".
    package func createMultipartUpload(
        _ key: String, in bucket: BucketName, headers: S3ObjectHeaders
    ) async throws -> String {
        let response = try await send(
            "CreateMultipartUpload", "POST", bucket: bucket, key: key, query: [("uploads", nil)],
            headers: headers.fields)
        guard let id = try document(response, root: "InitiateMultipartUploadResult").text(at: "UploadId"), !id.isEmpty
        else { throw unreadable(response, "UploadId is missing") }
        return id
    }

    /// Sends one part, checked on arrival. Sending a number again replaces the part.
    ///
    /// - Parameters:
    ///   - number: 1 to 10,000; the parts are joined in this order.
    ///   - uploadID: The upload.
    ///   - key: The object's key.
    ///   - bucket: The bucket.
    ///   - body: 5 MiB to 5 GiB; the last part may be smaller.
    ///   - attemptTimeout: The longest that one attempt may take.
    /// - Returns: The part, for `completeMultipartUpload`.
    /// - Throws: `AWSError` with code `NoSuchUpload` when the upload was completed or aborted, `BadDigest` when the bytes
    ///   were damaged.
    ///
    /// AWS reference: Amazon S3 API Reference, "UploadPart".
    package func uploadPart(
        _ number: Int, of uploadID: String, key: String, in bucket: BucketName, body: ObjectBody,
        attemptTimeout: Duration = .seconds(300)
    ) async throws -> Part {
        let response = try await send(
            "UploadPart", "PUT", bucket: bucket, key: key,
            query: [("partNumber", String(number)), ("uploadId", uploadID)], payload: body.payload,
            attemptTimeout: attemptTimeout)
        return Part(number: number, etag: try etag(of: response))
    }

    /// Joins the parts to the object.
    ///
    /// S3 answers with 200 before it knows whether that works out; an error that comes later is thrown like any other.
    /// Large objects take minutes.
    ///
    /// - Parameters:
    ///   - parts: All parts, in any order.
    ///   - uploadID: The upload.
    ///   - key: The object's key.
    ///   - bucket: The bucket.
    /// - Returns: The object's ETag without quotes; it is no MD5.
    /// - Throws: `AWSError` with code `NoSuchUpload` when the upload was completed or aborted already; after a lost
    ///   answer that may be the success of the first attempt.
    ///
    /// AWS reference: Amazon S3 API Reference, "CompleteMultipartUpload".
    package func completeMultipartUpload(
        _ parts: [Part], of uploadID: String, key: String, in bucket: BucketName
    ) async throws -> String {
        let list = parts.sorted { $0.number < $1.number }.map { part in
            XMLTree("Part", [XMLTree("ETag", "\"\(part.etag)\""), XMLTree("PartNumber", part.number)])
        }
        let root = XMLTree("CompleteMultipartUpload", xmlns: Self.namespace, list)
        let response = try await send(
            "CompleteMultipartUpload", "POST", bucket: bucket, key: key, query: [("uploadId", uploadID)],
            payload: Payload(body: HTTPBody(root.serialized()), sha256: nil, md5: nil), attemptTimeout: .seconds(900))
        let result = try document(response, root: "CompleteMultipartUploadResult")
        guard let etag = result.text(at: "ETag"), !etag.isEmpty else { throw unreadable(response, "ETag is missing") }
        return S3Object.bare(etag: etag)
    }

    /// Gives an upload up and frees its parts.
    ///
    /// - Parameters:
    ///   - uploadID: The upload.
    ///   - key: The object's key.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `NoSuchUpload` when it was completed or aborted already.
    ///
    /// AWS reference: Amazon S3 API Reference, "AbortMultipartUpload".
    package func abortMultipartUpload(_ uploadID: String, key: String, in bucket: BucketName) async throws {
        _ = try await send(
            "AbortMultipartUpload", "DELETE", bucket: bucket, key: key, query: [("uploadId", uploadID)])
    }
}
