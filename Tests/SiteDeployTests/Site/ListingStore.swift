// SPDX-License-Identifier: Apache-2.0

@testable import SiteDeploy

/// A bucket that is only read: a test gives the pages.
struct ListingStore: SiteObjectStore {
    struct Unexpected: Error {}

    /// Every object has them.
    static let headers = ObjectHeaders(contentType: "text/html")

    var record: [UInt8]?
    let list: @Sendable (SiteListPosition) async throws -> SiteObjectPage

    init(record: [UInt8]? = nil, list: @escaping @Sendable (SiteListPosition) async throws -> SiteObjectPage) {
        self.record = record
        self.list = list
    }

    /// The page of a bucket that holds the objects, which are in order.
    static func page(of objects: [RemoteObject], at position: SiteListPosition) -> SiteObjectPage {
        let rest =
            switch position {
            case .start: objects[...]
            case .after(let key): objects.drop { !(key < $0.key) }
            case .token(let token): objects.drop { !(ObjectKey(token) < $0.key) }
            }
        let page = Array(rest.prefix(1000))
        return SiteObjectPage(objects: page, next: page.count < rest.count ? page.last?.key.string : nil)
    }

    func listObjects(at position: SiteListPosition) async throws -> SiteObjectPage { try await list(position) }
    func siteRecord() async throws -> [UInt8]? { record }
    func siteRecordETag() async throws -> String? { record.map(SiteRecord.etag) }

    func headers(of key: ObjectKey) async throws -> ObjectHeaders? { Self.headers }
    func put(_ upload: SiteUpload) async throws -> String { throw Unexpected() }
    func createMultipartUpload(key: ObjectKey, headers: ObjectHeaders) async throws -> String { throw Unexpected() }
    func uploadPart(_ part: SitePart) async throws -> String { throw Unexpected() }
    func completeMultipartUpload(
        key: ObjectKey, uploadID: String, partETags: [String]
    ) async throws -> String { throw Unexpected() }
    func abortMultipartUpload(key: ObjectKey, uploadID: String) async throws { throw Unexpected() }
    func replaceHeaders(
        of key: ObjectKey, ifETag etag: String, with headers: ObjectHeaders
    ) async throws -> String { throw Unexpected() }
    func deleteObjects(_ keys: [ObjectKey]) async throws -> [SiteDeleteFailure] { throw Unexpected() }
    func putSiteRecord(_ bytes: [UInt8], replacing etag: String?) async throws -> Bool { throw Unexpected() }
}
