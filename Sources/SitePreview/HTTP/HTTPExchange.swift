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

/// The requests of one connection, one after the other.
struct HTTPExchange: Sendable {
    /// Reads a part of a file; `nil` when it is not what it was any more.
    typealias Read = @Sendable (SiteFolder.File, Range<Int64>) -> [UInt8]?

    private static let pieceOfFile: Int64 = 1 << 20

    let maximumBody: Int
    let read: Read
    let answer: HTTPListener.Answer

    /// The connection ends before its answer is whole, so that nobody takes a part for the whole.
    private struct Broken: Error {}

    /// Serves a connection until its end; what goes wrong with it concerns nobody else.
    func serve(_ connection: HTTPListener.Connection) async {
        let address = connection.channel.remoteAddress?.ipAddress ?? "127.0.0.1"
        try? await connection.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            var isTooLong = false
            for try await part in inbound {
                switch part {
                case .head(let found):
                    (head, body, isTooLong) = (found, [], false)
                case .body(let buffer):
                    isTooLong = isTooLong || body.count + buffer.readableBytes > maximumBody
                    if !isTooLong { body.append(contentsOf: buffer.readableBytesView) }
                case .end:
                    guard let request = head else { continue }
                    head = nil
                    let response = await respond(to: request, body: body, isTooLong: isTooLong, from: address)
                    try await write(response, to: request, outbound)
                    if !request.isKeepAlive { return }
                }
            }
        }
    }

    private func respond(
        to head: HTTPRequestHead, body: [UInt8], isTooLong: Bool, from address: String
    ) async -> PreviewResponse {
        if isTooLong { return PreviewResponse(status: 413, type: "text/plain", text: "The body is too long.\n") }
        guard let (path, query) = PreviewRequest.split(target: head.uri) else {
            return PreviewResponse(status: 400, type: "text/plain", text: "The request has no path.\n")
        }
        return await answer(
            PreviewRequest(
                method: head.method.rawValue, host: PreviewRequest.host(of: head.headers.first(name: "host") ?? ""),
                path: path, query: query, headers: HeaderFields(head.headers.map { ($0.name, $0.value) }), body: body,
                sourceIP: address))
    }

    private func write(
        _ response: PreviewResponse, to request: HTTPRequestHead,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        var headers = HTTPHeaders(response.headers.fields.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "Date", value: AWSTimestamp.formatHTTPDate(Date()))
        let hasBody = response.status != 304 && response.status != 204 && response.status >= 200
        headers.remove(name: "Content-Length")
        if hasBody, let count = response.body.count { headers.add(name: "Content-Length", value: "\(count)") }
        try await outbound.write(
            .head(
                HTTPResponseHead(
                    version: request.version, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
            ))
        if hasBody, request.method != .HEAD { try await write(response.body, outbound) }
        try await outbound.write(.end(nil))
    }

    private func write(
        _ body: PreviewResponse.Body, _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        switch body {
        case .bytes(let bytes):
            if !bytes.isEmpty { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes)))) }
        case .file(let file, let range):
            var start = range.lowerBound
            while start < range.upperBound {
                let end = min(start + Self.pieceOfFile, range.upperBound)
                guard let bytes = read(file, start..<end) else { throw Broken() }
                try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
                start = end
            }
        case .events(let events):
            for await text in events {
                try await outbound.write(.body(.byteBuffer(ByteBuffer(string: text))))
            }
        }
    }
}
