// SPDX-License-Identifier: Apache-2.0

internal import AWSWire
package import SiteConfig
package import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Answers browsers as the site's distribution would, with the site's folder as its bucket.
package struct SiteFront: Sendable {
    /// Answers a request to the API.
    package typealias API = @Sendable (PreviewRequest) async -> PreviewResponse

    /// The largest page that live reload is added to.
    private static let largestPage: Int64 = 8 << 20

    private let rules: EdgeRules
    private let notFound: ObjectKey
    private let folder: SiteFolder
    private let api: API
    private let reload: ReloadWatch?
    private let note: @Sendable (String) -> Void

    /// - Parameters:
    ///   - config: The site.
    ///   - folder: Its folder.
    ///   - api: What answers the API's paths.
    ///   - reload: What pages are told of changes by; `nil` leaves every byte and header as it would be.
    ///   - note: Told what the user should know, once for each thing.
    package init(
        config: SiteConfig, folder: SiteFolder, api: @escaping API, reload: ReloadWatch?,
        note: @escaping @Sendable (String) -> Void
    ) {
        rules = EdgeRules(config)
        notFound = ObjectKey(config.site.notFound)
        self.folder = folder
        self.api = api
        self.reload = reload
        self.note = note
    }

    /// Answers a request.
    package func answer(_ request: PreviewRequest) async -> PreviewResponse {
        if let reload, let response = reload.answer(request) { return response }
        var response: PreviewResponse
        switch rules.route(request) {
        case .refused(let reason):
            return EdgeAnswers.error(403, reason)
        case .redirect(let location):
            response = PreviewResponse(
                status: 301, headers: ["Location": location, "Cache-Control": EdgeFunctionCode.redirectCacheControl])
        case .api:
            response = await orErrorPage(await api(request))
        case .object(let key):
            response = await object(key, request)
        }
        EdgeAnswers.addSecurityHeaders(to: &response.headers)
        return response
    }

    private func object(_ key: ObjectKey, _ request: PreviewRequest) async -> PreviewResponse {
        if key.isReserved { return EdgeAnswers.accessDenied }
        switch await find(key) {
        case .success(let file?):
            return response(file, status: 200, request)
        case .success(nil):
            return await orErrorPage(EdgeAnswers.noSuchKey)
        case .failure(let refusal):
            return refusal.response
        }
    }

    /// A file that cannot be served.
    private struct Refusal: Error {
        let response: PreviewResponse
    }

    private func find(_ key: ObjectKey) async -> Result<SiteFolder.File?, Refusal> {
        do {
            switch try await folder.find(key) {
            case nil: return .success(nil)
            case .file(let file): return .success(file)
            case .refused(let problem):
                note("\(problem)")
                return .failure(
                    Refusal(
                        response: PreviewResponse(
                            status: 500, type: "text/plain; charset=utf-8",
                            text: "A deploy would refuse this file.\n\(problem)\n")))
            }
        } catch let problems as SiteProblems {
            note("\(problems)")
            return .success(nil)
        } catch {
            return .success(nil)
        }
    }

    /// The site's own page in place of an answer with status 404, from wherever it is.
    private func orErrorPage(_ response: PreviewResponse) async -> PreviewResponse {
        guard response.status == 404, case .success(let page?) = await find(notFound) else { return response }
        return self.response(page, status: 404, PreviewRequest())
    }

    private func response(_ found: SiteFolder.File, status: Int, _ request: PreviewRequest) -> PreviewResponse {
        let file = found.file
        var headers = HeaderFields(file.headers.fields.map { (Self.written($0.name), $0.value) })
        let modified = Date(timeIntervalSince1970: Double(found.stamp.modifiedNanoseconds) / 1e9)
        var etag = "\"\(file.etag)\""
        headers["Last-Modified"] = AWSTimestamp.formatHTTPDate(modified)
        var body = PreviewResponse.Body.file(found, 0..<file.byteCount)
        var isPage = false
        if let reload {
            // A browser must not keep what may change at any moment.
            headers["x-resumectl-cache-control"] = headers["Cache-Control"]
            headers["Cache-Control"] = "no-cache"
            if let page = page(found, reload) {
                isPage = true
                etag = "W/\"\(file.etag)-\(page.revision)\""
                body = .bytes(page.bytes)
            }
        }
        headers["ETag"] = etag
        if !isPage { headers["Accept-Ranges"] = "bytes" }
        guard status == 200 else { return PreviewResponse(status: status, headers: headers, body: body) }
        var asked = request
        if isPage { asked.headers["Range"] = nil }
        // The script changes with every state of the site, so the date of the page's own file says nothing.
        let changed = isPage ? Date.distantFuture : modified
        switch ConditionalRequest(asked, etag: etag, modified: changed, byteCount: file.byteCount) {
        case .whole:
            return PreviewResponse(status: 200, headers: headers, body: body)
        case .unchanged:
            headers["Content-Type"] = nil
            return PreviewResponse(status: 304, headers: headers)
        case .part(let range):
            headers["Content-Range"] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.byteCount)"
            return PreviewResponse(status: 206, headers: headers, body: .file(found, range))
        case .beyond:
            headers["Content-Range"] = "bytes */\(file.byteCount)"
            return PreviewResponse(status: 416, headers: headers)
        }
    }

    /// The page with live reload added; `nil` for what is no page, or allows no script.
    private func page(_ found: SiteFolder.File, _ reload: ReloadWatch) -> (bytes: [UInt8], revision: String)? {
        let file = found.file
        guard file.headers.contentType.lowercased().hasPrefix("text/html"), file.headers.contentEncoding == nil,
            file.byteCount <= Self.largestPage, let bytes = folder.read(found, 0..<file.byteCount)
        else { return nil }
        let revision = reload.revision()
        switch ReloadScript.added(to: bytes, revision: revision) {
        case .success(let page):
            return (page, revision)
        case .failure(let obstacle):
            note("No live reload on \(file.key): \(obstacle.reason)")
            return nil
        }
    }

    /// A header's name as S3 writes it.
    private static func written(_ name: String) -> String {
        name.hasPrefix("x-")
            ? name
            : name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
    }
}
