// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension S3Client {
    /// Lists one page of a bucket, up to 1,000 objects in the order of their keys' UTF-8.
    ///
    /// - Parameters:
    ///   - bucket: The bucket; it may be empty.
    ///   - prefix: What keys must begin with; empty for all.
    ///   - startAfter: Only keys after this one; for the first page, later ones follow their token.
    ///   - token: `next` of the previous page, `nil` for the first.
    /// - Returns: The page.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "ListObjectsV2".
    package func listObjects(
        in bucket: BucketName, prefix: String = "", startAfter: String? = nil, token: S3PageToken? = nil
    ) async throws -> S3Page<S3Object> {
        var query: [(name: String, value: String?)] = [("list-type", "2"), ("encoding-type", "url")]
        if !prefix.isEmpty { query.append(("prefix", prefix)) }
        if let token {
            query.append(("continuation-token", token.marker))
        } else if let startAfter {
            query.append(("start-after", startAfter))
        }
        let response = try await send("ListObjectsV2", "GET", bucket: bucket, query: query)
        let list: S3ObjectList
        do {
            list = try S3ObjectList(parsing: response.body)
        } catch {
            throw unreadable(response, "\(error)")
        }
        return S3Page(items: list.objects, next: list.next.map { S3PageToken($0) })
    }

    /// Lists all objects of a bucket, page by page.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - prefix: What keys must begin with; empty for all.
    ///   - startAfter: Only keys after this one.
    /// - Returns: The pages; nothing is sent before the first one is asked for.
    package func objectPages(
        in bucket: BucketName, prefix: String = "", startAfter: String? = nil
    ) -> S3PageSequence<S3Object> {
        S3PageSequence { try await listObjects(in: bucket, prefix: prefix, startAfter: startAfter, token: $0) }
    }

    /// Lists one page of versions and delete markers, up to 1,000 of both together.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - prefix: What keys must begin with; empty for all.
    ///   - token: `next` of the previous page, `nil` for the first.
    /// - Returns: The page, versions before delete markers.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "ListObjectVersions".
    package func listObjectVersions(
        in bucket: BucketName, prefix: String = "", token: S3PageToken? = nil
    ) async throws -> S3Page<S3ObjectVersion> {
        var query: [(name: String, value: String?)] = [("versions", nil), ("encoding-type", "url")]
        if !prefix.isEmpty { query.append(("prefix", prefix)) }
        if let token {
            query.append(("key-marker", token.marker))
            if let version = token.secondMarker { query.append(("version-id-marker", version)) }
        }
        let response = try await send("ListObjectVersions", "GET", bucket: bucket, query: query)
        let list = S3ListReader(
            client: self, response: response, tree: try document(response, root: "ListVersionsResult"))
        func version(_ item: XMLTree, isDeleteMarker: Bool) throws -> S3ObjectVersion {
            S3ObjectVersion(
                key: try list.key(item, "Key"), versionID: try list.text(item, "VersionId"),
                isLatest: item.bool(at: "IsLatest") ?? false, isDeleteMarker: isDeleteMarker)
        }
        let items =
            try list.tree.all("Version").map { try version($0, isDeleteMarker: false) }
            + list.tree.all("DeleteMarker").map { try version($0, isDeleteMarker: true) }
        let next =
            try list.isTruncated()
            ? S3PageToken(try list.key(list.tree, "NextKeyMarker"), list.tree.text(at: "NextVersionIdMarker")) : nil
        return S3Page(items: items, next: next)
    }

    /// Lists all versions and delete markers, page by page.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - prefix: What keys must begin with; empty for all.
    /// - Returns: The pages; nothing is sent before the first one is asked for.
    package func objectVersionPages(in bucket: BucketName, prefix: String = "") -> S3PageSequence<S3ObjectVersion> {
        S3PageSequence { try await listObjectVersions(in: bucket, prefix: prefix, token: $0) }
    }

    /// Lists one page of unfinished multipart uploads, up to 1,000.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - token: `next` of the previous page, `nil` for the first.
    /// - Returns: The page.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "ListMultipartUploads".
    package func listMultipartUploads(
        in bucket: BucketName, token: S3PageToken? = nil
    ) async throws -> S3Page<S3Upload> {
        var query: [(name: String, value: String?)] = [("uploads", nil), ("encoding-type", "url")]
        if let token {
            query.append(("key-marker", token.marker))
            if let upload = token.secondMarker { query.append(("upload-id-marker", upload)) }
        }
        let response = try await send("ListMultipartUploads", "GET", bucket: bucket, query: query)
        let list = S3ListReader(
            client: self, response: response, tree: try document(response, root: "ListMultipartUploadsResult"))
        let items = try list.tree.all("Upload").map { item in
            S3Upload(
                key: try list.key(item, "Key"), uploadID: try list.text(item, "UploadId"),
                initiated: try list.date(item, "Initiated"))
        }
        let next =
            try list.isTruncated()
            ? S3PageToken(try list.key(list.tree, "NextKeyMarker"), list.tree.text(at: "NextUploadIdMarker")) : nil
        return S3Page(items: items, next: next)
    }

    /// Lists all unfinished multipart uploads, page by page.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The pages; nothing is sent before the first one is asked for.
    package func multipartUploadPages(in bucket: BucketName) -> S3PageSequence<S3Upload> {
        S3PageSequence { try await listMultipartUploads(in: bucket, token: $0) }
    }
}

/// Reads the members of a list; what is missing is an error.
private struct S3ListReader {
    let client: S3Client
    let response: ServiceResponse
    let tree: XMLTree

    /// S3 leaves the element out of no list; guessing here could end a list early, and a sync would act on it.
    func isTruncated() throws -> Bool {
        guard let value = tree.bool(at: "IsTruncated") else { throw missing("IsTruncated") }
        return value
    }

    func text(_ item: XMLTree, _ name: String) throws -> String {
        guard let text = item.text(at: name), !text.isEmpty else { throw missing(name) }
        return text
    }

    func int(_ item: XMLTree, _ name: String) throws -> Int {
        guard let value = item.int(at: name), value >= 0 else { throw missing(name) }
        return value
    }

    func date(_ item: XMLTree, _ name: String) throws -> Date {
        guard let date = AWSTimestamp.parseISO8601(try text(item, name)) else { throw missing(name) }
        return date
    }

    /// A key or marker; encoded if the list says so.
    func key(_ item: XMLTree, _ name: String) throws -> String {
        let text = try text(item, name)
        guard tree.text(at: "EncodingType") == "url" else { return text }
        guard let key = try? URLDecoding.decodeS3Key(text) else { throw missing(name) }
        return key
    }

    private func missing(_ name: String) -> AWSError {
        client.unreadable(response, "\(name) is missing or cannot be understood")
    }
}
