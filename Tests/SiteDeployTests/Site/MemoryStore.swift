// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Crypto
import Synchronization

@testable import SiteDeploy

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A bucket in memory, with a cache in front of it that keeps everything until it is told to forget.
///
/// Between any two requests a visitor asks for every path that is not in the cache. That is the worst that visitors can
/// do, so what is right here is right for all of them.
actor MemoryStore: SiteObjectStore {
    struct Stored: Hashable {
        var body: [UInt8]
        var etag: String
        var headers: ObjectHeaders
        var lastModified: Date

        var signature: String { "\(etag) \(headers.digest)" }
    }

    struct Killed: Error {}

    enum Death: Sendable {
        /// The request never reaches the bucket.
        case before
        /// The request is carried out, but its answer is lost.
        case after
    }

    private(set) var objects: [ObjectKey: Stored] = [:]
    private(set) var log: [String] = []
    private(set) var cache: [String: String] = [:]
    private(set) var mostAtOnce = 0
    var routing = SiteRouting()
    private var atOnce = 0
    private var parts: [String: (headers: ObjectHeaders, parts: [Int: [UInt8]])] = [:]
    private var killAt: Int?
    private var death = Death.before
    private var requestCount = 0
    private var seconds = 1_800_000_000.0
    private let tick: Double
    private let pageSize: Int
    private var failing: Set<ObjectKey> = []
    private var wrongETags = false
    private var putsUntilClaim: Int?

    /// How many connections were asked for ahead, on a line of 80 ms.
    nonisolated let connections = Mutex<[Int]>([])
    private let hasVisitors: Bool

    init(tick: Double = 0.05, pageSize: Int = 1000, hasVisitors: Bool = true) {
        self.hasVisitors = hasVisitors
        self.tick = tick
        self.pageSize = pageSize
    }

    // MARK: What a test does

    func kill(atRequest number: Int?, _ death: Death) {
        killAt = number
        self.death = death
        requestCount = 0
        log = []
    }

    func fail(_ keys: Set<ObjectKey>) { failing = keys }

    /// Lets another run claim the site once this many files were stored.
    func loseClaim(afterPuts count: Int) { putsUntilClaim = count }

    func answerWrongETags() { wrongETags = true }

    func pass(seconds: Double) { self.seconds += seconds }

    func remove(_ key: ObjectKey) { objects[key] = nil }

    func store(_ key: ObjectKey, _ text: String, headers: ObjectHeaders = ObjectHeaders(contentType: "text/plain")) {
        _ = place(key, Array(text.utf8), headers)
        visit()
    }

    func clearLog() { log = [] }

    /// What CloudFront does when it accepts an invalidation.
    func invalidate(_ paths: InvalidationPaths) throws {
        try request("INVALIDATE \(paths.paths.joined(separator: " "))") {
            cache = cache.filter { !paths.covers(InvalidationPath.patterns($0.key)[0]) }
        }
    }

    /// Paths that a visitor gets from the cache although the bucket says otherwise.
    var stalePaths: [String] {
        var live: [String: String] = [:]
        for (key, object) in objects where !key.isReserved {
            for path in routing.paths(of: key) { live[path] = object.signature }
        }
        return cache.filter { live[$0.key] != $0.value }.keys.sorted()
    }

    /// The requests that changed something.
    var writes: [String] { log.filter { !["LIST", "HEAD", "GET"].contains($0.split(separator: " ")[0]) } }

    // MARK: SiteObjectStore

    func listObjects(at position: SiteListPosition) throws -> SiteObjectPage {
        try request("LIST") {
            let after: ObjectKey? =
                switch position {
                case .start: nil
                case .after(let key): key
                case .token(let token): ObjectKey(token)
                }
            let all = objects.sorted { $0.key < $1.key }.filter { object in after.map { $0 < object.key } ?? true }
            let page = all.prefix(pageSize).map {
                RemoteObject(
                    key: $0.key, etag: "\"\($0.value.etag)\"", byteCount: Int64($0.value.body.count),
                    lastModified: $0.value.lastModified)
            }
            return SiteObjectPage(objects: page, next: all.count > pageSize ? page.last?.key.string : nil)
        }
    }

    func headers(of key: ObjectKey) throws -> ObjectHeaders? {
        try request("HEAD \(key)") { objects[key]?.headers }
    }

    func put(_ upload: SiteUpload) async throws -> String {
        atOnce += 1
        mostAtOnce = max(mostAtOnce, atOnce)
        await Task.yield()
        defer { atOnce -= 1 }
        takeHalf(of: upload.payload)
        if failing.contains(upload.key) { throw SiteDeleteFailure(key: upload.key, code: "Failed", message: "no") }
        let md5 = Data(Insecure.MD5.hash(data: upload.body)).base64EncodedString()
        guard md5 == upload.contentMD5, Hexadecimal.text(SHA256.hash(data: upload.body)) == upload.sha256 else {
            throw AWSError(service: .s3, operation: "PutObject", code: "BadDigest", message: "", status: 400)
        }
        let etag = try request("PUT \(upload.key)") { place(upload.key, upload.body, upload.headers) }
        if let left = putsUntilClaim {
            putsUntilClaim = left - 1
            if left == 1 { _ = place(.record, SiteRecord.claim(by: "another", intent: nil), upload.headers) }
        }
        take(upload.payload)
        return wrongETags ? String(repeating: "0", count: 32) : etag
    }

    nonisolated func openConnections(count: (Duration) -> Int) {
        let count = count(.milliseconds(80))
        connections.withLock { $0.append(count) }
    }

    func createMultipartUpload(key: ObjectKey, headers: ObjectHeaders) throws -> String {
        try request("CREATE \(key)") {
            parts[key.string] = (headers, [:])
            return key.string
        }
    }

    func uploadPart(_ part: SitePart) throws -> String {
        takeHalf(of: part.payload)
        if failing.contains(part.key) { throw SiteDeleteFailure(key: part.key, code: "Failed", message: "no") }
        return try request("PART \(part.key) \(part.number)") {
            let md5 = Data(Insecure.MD5.hash(data: try part.body)).base64EncodedString()
            guard part.contentMD5.map({ $0 == md5 }) ?? true else {
                throw AWSError(service: .s3, operation: "UploadPart", code: "BadDigest", message: "", status: 400)
            }
            parts[part.uploadID]?.parts[part.number] = try part.body
            return Hexadecimal.text(Insecure.MD5.hash(data: try part.body))
        }
    }

    func completeMultipartUpload(key: ObjectKey, uploadID: String, partETags: [String]) throws -> String {
        try request("COMPLETE \(key)") {
            guard let upload = parts.removeValue(forKey: uploadID) else { throw Killed() }
            let bodies = upload.parts.sorted { $0.key < $1.key }.map(\.value)
            guard bodies.map({ Hexadecimal.text(Insecure.MD5.hash(data: $0)) }) == partETags else { throw Killed() }
            let etag = place(key, bodies.reduce(into: []) { $0 += $1 }, upload.headers)
            var md5 = Insecure.MD5()
            for body in bodies { md5.update(data: Array(Insecure.MD5.hash(data: body))) }
            objects[key]?.etag = "\(Hexadecimal.text(md5.finalize()))-\(bodies.count)"
            return objects[key]?.etag ?? etag
        }
    }

    func abortMultipartUpload(key: ObjectKey, uploadID: String) throws {
        try request("ABORT \(key)") { parts[uploadID] = nil }
    }

    func replaceHeaders(of key: ObjectKey, ifETag etag: String, with headers: ObjectHeaders) throws -> String {
        try request("COPY \(key)") {
            guard let object = objects[key], object.etag == etag else { throw Killed() }
            return place(key, object.body, headers)
        }
    }

    func deleteObjects(_ keys: [ObjectKey]) throws -> [SiteDeleteFailure] {
        try request("DELETE \(keys.map(\.string).joined(separator: " "))") {
            let failed = keys.filter(failing.contains)
            for key in keys where !failing.contains(key) { objects[key] = nil }
            return failed.map { SiteDeleteFailure(key: $0, code: "AccessDenied", message: "no") }
        }
    }

    func siteRecord() throws -> [UInt8]? {
        try request("GET record") { objects[.record]?.body }
    }

    func siteRecordETag() throws -> String? {
        try request("HEAD record") { objects[.record]?.etag }
    }

    func putSiteRecord(_ bytes: [UInt8], replacing etag: String?) throws -> Bool {
        try request("RECORD") {
            guard objects[.record]?.etag == etag else { return false }
            _ = place(.record, bytes, ObjectHeaders(contentType: "text/plain"))
            return true
        }
    }

    // MARK: Inside

    /// The first attempt to send a body: the connection breaks in the middle of it.
    private func takeHalf(of body: HTTPBody) { body.progress?.begin().add(body.count / 2) }

    /// The second attempt.
    private func take(_ body: HTTPBody) { body.progress?.begin().add(body.count) }

    private func request<Answer>(_ name: String, _ body: () throws -> Answer) throws -> Answer {
        requestCount += 1
        seconds += tick
        if let killAt, requestCount > killAt || (requestCount == killAt && death == .before) { throw Killed() }
        log.append(name)
        let answer = try body()
        visit()
        if requestCount == killAt { throw Killed() }
        return answer
    }

    private func place(_ key: ObjectKey, _ body: [UInt8], _ headers: ObjectHeaders) -> String {
        let etag = Hexadecimal.text(Insecure.MD5.hash(data: body))
        objects[key] = Stored(
            body: body, etag: etag, headers: headers,
            lastModified: Date(timeIntervalSince1970: seconds.rounded(.down)))
        return etag
    }

    private func visit() {
        guard hasVisitors else { return }
        for (key, object) in objects where !key.isReserved {
            for path in routing.paths(of: key) where cache[path] == nil { cache[path] = object.signature }
        }
    }
}
