// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The upload of one file, in one piece or in parts.
///
/// What is read is compared with what the scan hashed, so the object is the scanned file or there is no new object.
struct SiteFileUpload: Sendable {
    let file: LocalFile
    let store: any SiteObjectStore
    let limits: SiteSync.Limits
    let onEvent: @Sendable (SiteSyncEvent) -> Void

    /// Sends the file.
    ///
    /// - Returns: The ETag that S3 gave the object.
    /// - Throws: `SiteFileError`, or what the store throws.
    func run() async throws -> String {
        guard let layout = file.layout else { return try await sendWhole() }
        guard layout.partCount == file.partMD5s.count else { throw SiteFileError.changedSinceScan(path: file.path) }
        let uploadID = try await store.createMultipartUpload(key: file.key, headers: file.headers)
        do {
            let etags = try await sendParts(layout, uploadID: uploadID)
            return try await store.completeMultipartUpload(key: file.key, uploadID: uploadID, partETags: etags)
        } catch {
            // The bucket's lifecycle rule removes what this cannot.
            try? await store.abortMultipartUpload(key: file.key, uploadID: uploadID)
            throw error
        }
    }

    private func sendWhole() async throws -> String {
        let body = try read(0..<file.byteCount)
        let md5 = Array(Insecure.MD5.hash(data: body))
        guard Hexadecimal.text(md5) == file.md5 else { throw SiteFileError.changedSinceScan(path: file.path) }
        let etag = try await store.put(
            SiteUpload(
                key: file.key, body: body, contentMD5: Data(md5).base64EncodedString(), sha256: file.sha256,
                headers: file.headers))
        onEvent(.sent(file.key, byteCount: file.byteCount))
        return etag
    }

    private func sendParts(_ layout: MultipartLayout, uploadID: String) async throws -> [String] {
        var etags = [String](repeating: "", count: layout.partCount)
        let concurrency = min(limits.requests, Int(max(1, limits.byteCount / layout.partByteCount)))
        try await BoundedGroup.run(Array(0..<layout.partCount), limit: concurrency) { index in
            let range = layout.range(ofPart: index)
            let body = try read(range)
            let md5 = Array(Insecure.MD5.hash(data: body))
            guard md5 == file.partMD5s[index] else { throw SiteFileError.changedSinceScan(path: file.path) }
            let etag = try await store.uploadPart(
                SitePart(
                    key: file.key, uploadID: uploadID, number: index + 1, body: body,
                    contentMD5: Data(md5).base64EncodedString()))
            onEvent(.sent(file.key, byteCount: Int64(range.count)))
            return etag
        } each: {
            etags[$0] = $1
        }
        return etags
    }

    /// Reads a range, and makes sure that the file still has the size that it had.
    private func read(_ range: Range<Int64>) throws -> [UInt8] {
        do {
            let open = try OpenFile(path: file.path)
            guard try open.stamp()?.byteCount == file.byteCount else {
                throw SiteFileError.changedSinceScan(path: file.path)
            }
            let bytes = try open.bytes(at: range.lowerBound, count: range.count)
            guard bytes.count == range.count else { throw SiteFileError.changedSinceScan(path: file.path) }
            return bytes
        } catch let failure as FileFailure {
            throw SiteFileError.unreadable(path: file.path, reason: failure.reason)
        }
    }
}
