// SPDX-License-Identifier: Apache-2.0

internal import AWSWire
internal import NIOCore
internal import NIOHTTP1
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// One request on its connection, to be answered.
struct HTTPExchange: Sendable {
    /// Reads a part of a file; `nil` when it is not what it was any more.
    typealias Read = @Sendable (SiteFolder.File, Range<Int64>) -> [UInt8]?

    private static let pieceOfFile: Int64 = 1 << 20

    let channel: any Channel
    let head: HTTPRequestHead
    /// `nil` when it is too long.
    let body: [UInt8]?

    /// The connection ends before its answer is whole, so that nobody takes a part for the whole.
    private struct Broken: Error {}

    /// Answers the request; what goes wrong with its connection concerns nobody else.
    func answer(by answer: HTTPListener.Answer, read: Read) async {
        await withTaskCancellationHandler {
            do {
                try await write(response(by: answer), read)
                if !head.isKeepAlive { try await channel.close() }
            } catch {
                try? await channel.close()
            }
        } onCancel: {
            // Somebody who does not read any more must not hold up the end.
            channel.close(promise: nil)
        }
    }

    private func response(by answer: HTTPListener.Answer) async -> PreviewResponse {
        guard let body else {
            return PreviewResponse(status: 413, type: "text/plain", text: "The body is too long.\n")
        }
        guard let (path, query) = PreviewRequest.split(target: head.uri) else {
            return PreviewResponse(status: 400, type: "text/plain", text: "The request has no path.\n")
        }
        return await answer(
            PreviewRequest(
                method: head.method.rawValue, host: PreviewRequest.host(of: head.headers.first(name: "host") ?? ""),
                path: path, query: query, headers: HeaderFields(head.headers.map { ($0.name, $0.value) }), body: body,
                sourceIP: channel.remoteAddress?.ipAddress ?? "127.0.0.1"))
    }

    private func write(_ response: PreviewResponse, _ read: Read) async throws {
        var headers = HTTPHeaders(response.headers.fields.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "Date", value: AWSTimestamp.formatHTTPDate(Date()))
        let hasBody = response.status != 304 && response.status != 204 && response.status >= 200
        headers.remove(name: "Content-Length")
        if hasBody, let count = response.body.count { headers.add(name: "Content-Length", value: "\(count)") }
        try await send(
            .head(
                HTTPResponseHead(
                    version: head.version, status: HTTPResponseStatus(statusCode: response.status), headers: headers)))
        if hasBody, head.method != .HEAD { try await write(response.body, read) }
        try await send(.end(nil))
    }

    private func write(_ body: PreviewResponse.Body, _ read: Read) async throws {
        switch body {
        case .bytes(let bytes):
            if !bytes.isEmpty { try await send(.body(.byteBuffer(ByteBuffer(bytes: bytes)))) }
        case .file(let file, let range):
            var start = range.lowerBound
            while start < range.upperBound {
                let end = min(start + Self.pieceOfFile, range.upperBound)
                guard let bytes = read(file, start..<end) else { throw Broken() }
                try await send(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
                start = end
            }
        case .events(let events):
            for await text in events { try await send(.body(.byteBuffer(ByteBuffer(string: text)))) }
        }
    }

    /// Sends a part, and waits until it is on its way.
    private func send(_ part: HTTPServerResponsePart) async throws {
        try await channel.writeAndFlush(part)
    }
}
