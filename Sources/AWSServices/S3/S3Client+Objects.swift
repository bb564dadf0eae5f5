// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

extension S3Client {
    /// A body for `putObject` with the hashes that the caller has already.
    ///
    /// S3 checks it on arrival: it computes the SHA-256, which every signature covers, and the MD5, when one is sent.
    package struct ObjectBody: Sendable {
        let payload: Payload

        /// Makes a body that is checked by its MD5 too.
        ///
        /// - Parameters:
        ///   - bytes: The bytes.
        ///   - sha256: Their SHA-256 in hexadecimal; `nil` lets it be computed.
        ///   - md5: Their MD5 in hexadecimal; `nil` lets it be computed.
        package init(_ bytes: [UInt8], sha256: String? = nil, md5: String? = nil) {
            payload = Payload(
                body: HTTPBody(bytes), sha256: sha256,
                md5: md5.flatMap { ContentMD5.base64(hex: $0) } ?? ContentMD5.of(bytes))
        }

        /// Makes a body whose SHA-256 is known.
        ///
        /// - Parameters:
        ///   - body: The bytes.
        ///   - sha256: Their SHA-256 in hexadecimal.
        ///   - contentMD5: Their MD5 in Base64; `nil` leaves it at the SHA-256.
        package init(_ body: HTTPBody, sha256: String, contentMD5: String?) {
            payload = Payload(body: body, sha256: sha256, md5: contentMD5)
        }
    }

    /// What must hold for an object to be written.
    package enum WriteCondition: Sendable, Equatable {
        /// No object has the key.
        case isAbsent
        /// The object has this ETag (without quotes).
        case hasETag(String)

        var header: (name: String, value: String?) {
            switch self {
            case .isAbsent: ("If-None-Match", "*")
            case .hasETag(let etag): ("If-Match", "\"\(etag)\"")
            }
        }
    }

    /// Writes an object of up to 5 GB in one request, checked on arrival.
    ///
    /// - Parameters:
    ///   - key: The key, up to 1,024 bytes of UTF-8.
    ///   - bucket: The bucket.
    ///   - body: The bytes.
    ///   - headers: What is kept beside them.
    ///   - condition: What must hold; `nil` writes in any case.
    ///   - attemptTimeout: The longest that one attempt may take.
    /// - Returns: The ETag without quotes.
    /// - Throws: `AWSError` with code `PreconditionFailed` or `ConditionalRequestConflict` when the condition does not
    ///   hold; a repeated attempt may meet its own first one there. `BadDigest` when the bytes were damaged.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutObject".
    package func putObject(
        _ key: String, in bucket: BucketName, body: ObjectBody, headers: S3ObjectHeaders,
        condition: WriteCondition? = nil, attemptTimeout: Duration = .seconds(300)
    ) async throws -> String {
        let response = try await send(
            "PutObject", "PUT", bucket: bucket, key: key,
            headers: headers.fields + (condition.map { [$0.header] } ?? []), payload: body.payload,
            attemptTimeout: attemptTimeout)
        return try etag(of: response)
    }

    /// Looks at an object without its bytes.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - bucket: The bucket.
    /// - Returns: What S3 keeps of it; `nil` when there is no object of that key. Without the permission
    ///   `s3:ListBucket` S3 answers 403 for a missing one.
    /// - Throws: `AWSError` for anything but 404.
    ///
    /// AWS reference: Amazon S3 API Reference, "HeadObject".
    package func headObject(_ key: String, in bucket: BucketName) async throws -> S3ObjectInfo? {
        do {
            return try info(of: await send("HeadObject", "HEAD", bucket: bucket, key: key))
        } catch let error as AWSError where error.status == 404 {
            return nil
        }
    }

    /// Reads a whole object into memory, up to the transport's limit.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - bucket: The bucket.
    ///   - attemptTimeout: The longest that one attempt may take.
    /// - Returns: Its bytes and what is kept beside them; `nil` when there is no object of that key.
    /// - Throws: `AWSError`, `NoSuchBucket` among others.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetObject".
    package func getObject(
        _ key: String, in bucket: BucketName, attemptTimeout: Duration = .seconds(300)
    ) async throws -> (info: S3ObjectInfo, body: [UInt8])? {
        let response = try await unless(["NoSuchKey"]) {
            try await send("GetObject", "GET", bucket: bucket, key: key, attemptTimeout: attemptTimeout)
        }
        return try response.map { (try info(of: $0, size: $0.body.count), $0.body) }
    }

    /// What a read of an object found that was only wanted if it changed.
    package enum ConditionalObject: Sendable {
        /// It has the ETag still.
        case unchanged
        case object(info: S3ObjectInfo, body: [UInt8])
        /// No object has the key.
        case absent
    }

    /// Reads a whole object into memory, unless it is the one that the caller has.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - bucket: The bucket.
    ///   - etag: The ETag of the one that the caller has, without quotes.
    /// - Returns: The object, or why it was not sent.
    /// - Throws: `AWSError`, `NoSuchBucket` among others.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetObject", `If-None-Match`.
    package func getObject(
        _ key: String, in bucket: BucketName, unlessETag etag: String
    ) async throws -> ConditionalObject {
        let response = try await unless(["NoSuchKey"]) {
            try await send(
                "GetObject", "GET", bucket: bucket, key: key, headers: [("If-None-Match", "\"\(etag)\"")],
                attemptTimeout: .seconds(300), acceptedStatuses: [304])
        }
        guard let response else { return .absent }
        return response.status == 304 ? .unchanged : .object(info: try info(of: response), body: response.body)
    }

    /// Gives an object other headers without sending its bytes again: a copy onto itself.
    ///
    /// All headers are replaced, those that are `nil` removed. Up to 5 GB.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - bucket: The bucket.
    ///   - headers: All headers that the object is to have.
    ///   - etag: The ETag that the object must still have, so that no other writer's bytes get these headers; `nil` not
    ///     to check.
    /// - Returns: The ETag without quotes.
    /// - Throws: `AWSError` with code `PreconditionFailed` when the ETag is another one, `NoSuchKey`.
    ///
    /// AWS reference: Amazon S3 API Reference, "CopyObject".
    package func replaceHeaders(
        of key: String, in bucket: BucketName, with headers: S3ObjectHeaders, ifETag etag: String? = nil
    ) async throws -> String {
        let source = "/\(bucket)/\(Self.encodedKey(key))"
        let response = try await send(
            "CopyObject", "PUT", bucket: bucket, key: key,
            headers: headers.fields + [
                ("x-amz-copy-source", source), ("x-amz-metadata-directive", "REPLACE"),
                ("x-amz-copy-source-if-match", etag.map { "\"\($0)\"" }),
                ("x-amz-source-expected-bucket-owner", expectedOwner),
            ], attemptTimeout: .seconds(300))
        guard let etag = try document(response, root: "CopyObjectResult").text(at: "ETag"), !etag.isEmpty else {
            throw unreadable(response, "ETag is missing")
        }
        return S3Object.bare(etag: etag)
    }

    func etag(of response: ServiceResponse) throws -> String {
        guard let etag = response.headers["etag"], !etag.isEmpty else {
            throw unreadable(response, "the header ETag is missing")
        }
        return S3Object.bare(etag: etag)
    }

    private func info(of response: ServiceResponse, size: Int? = nil) throws -> S3ObjectInfo {
        guard let size = size ?? response.headers["content-length"].flatMap({ Int($0) }) else {
            throw unreadable(response, "the header Content-Length is missing")
        }
        return S3ObjectInfo(
            etag: try etag(of: response), size: size, headers: S3ObjectHeaders(response.headers),
            lastModified: response.headers["last-modified"].flatMap { AWSTimestamp.parseHTTPDate($0) },
            versionID: response.headers["x-amz-version-id"])
    }
}
