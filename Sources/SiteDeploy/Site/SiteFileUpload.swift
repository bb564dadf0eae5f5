// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The upload of one file, in one piece or in parts.
///
/// The bytes are signed with their SHA-256, so that they arrive as they were read. Those of a file in one piece are read
/// once, into the memory that they are sent from; a part is read for its hash and again while it is sent, a little at a
/// time, and S3 refuses it if the two differ. The scan's MD5 goes along, so that S3 refuses bytes that are not those of the
/// scan: the object is the scanned file, or there is no new object. A file that the scan did not hash is the same if its
/// place, its size and the time of its last change are.
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
        guard file.unhashed != nil || layout.partCount == file.partMD5s.count else {
            throw SiteFileError.changedSinceScan(path: file.path)
        }
        let uploadID = try await store.createMultipartUpload(key: file.key, headers: file.headers)
        do {
            let etags = try await refusing { try await sendParts(layout, uploadID: uploadID) }
            return try await store.completeMultipartUpload(key: file.key, uploadID: uploadID, partETags: etags)
        } catch {
            // The bucket's lifecycle rule removes what this cannot.
            try? await store.abortMultipartUpload(key: file.key, uploadID: uploadID)
            throw error
        }
    }

    private func sendWhole() async throws -> String {
        let body = try readWhole()
        guard let md5 = ContentMD5.base64(hex: file.md5) else {
            throw SiteFileError.changedSinceScan(path: file.path)
        }
        return try await telling(body) { body in
            let upload = SiteUpload(
                key: file.key, payload: body, contentMD5: md5, sha256: body.payloadHash.headerValue,
                headers: file.headers)
            return try await refusing { try await store.put(upload) }
        }
    }

    private func sendParts(_ layout: MultipartLayout, uploadID: String) async throws -> [String] {
        let queue = PartQueue(count: layout.partCount)
        let workers = min(layout.partCount, limits.requests, Int(max(1, limits.byteCount / layout.partByteCount)))
        return try await withThrowingTaskGroup(of: [(index: Int, etag: String)].self) { group in
            for _ in 0..<workers {
                group.addTask {
                    var sent: [(index: Int, etag: String)] = []
                    while let index = queue.next() {
                        try Task.checkCancellation()
                        sent.append((index, try await send(index, of: layout, uploadID: uploadID)))
                    }
                    return sent
                }
            }
            var etags = [String](repeating: "", count: layout.partCount)
            for try await sent in group {
                for part in sent { etags[part.index] = part.etag }
            }
            return etags
        }
    }

    private func send(_ index: Int, of layout: MultipartLayout, uploadID: String) async throws -> String {
        let part = try FilePart(of: file, layout.range(ofPart: index))
        let sha256 = try part.sha256()
        let md5 = file.unhashed == nil ? Data(file.partMD5s[index]).base64EncodedString() : nil
        return try await telling(HTTPBody(part)) { body in
            try await store.uploadPart(
                SitePart(
                    key: file.key, uploadID: uploadID, number: index + 1, payload: body, sha256: sha256, contentMD5: md5
                ))
        }
    }

    /// Sends a body, and tells how far it is: piece by piece, or when it has arrived if there is only one.
    private func telling(_ body: HTTPBody, send: (HTTPBody) async throws -> String) async throws -> String {
        guard body.isSentInPieces else {
            let etag = try await send(body)
            onEvent(.sent(file.key, byteCount: Int64(body.count)))
            return etag
        }
        let progress = HTTPBodyProgress { [key = file.key, onEvent] in onEvent(.sent(key, byteCount: Int64($0))) }
        var watched = body
        watched.progress = progress
        do {
            let etag = try await send(watched)
            progress.end(at: body.count)
            return etag
        } catch {
            progress.end(at: 0)
            throw error
        }
    }

    /// Sends something with the scan's MD5. What was damaged on the way has another SHA-256 than was signed, which is
    /// another error, so a refusal because of the MD5 says that the file is not what it was.
    private func refusing<Answer: Sendable>(_ send: () async throws -> Answer) async throws -> Answer {
        do {
            return try await send()
        } catch let error as AWSError where error.code == "BadDigest" {
            throw SiteFileError.changedSinceScan(path: file.path)
        }
    }

    /// Reads the file, and makes sure that it is still as long as it was.
    private func readWhole() throws -> HTTPBody {
        let part = try FilePart(of: file, 0..<file.byteCount)
        var body = HTTPBody()
        try body.replace(capacity: part.byteCount) { memory in
            try part.read(into: memory, at: 0)
            return part.byteCount
        }
        return body
    }
}
