// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP1

/// Puts the parts of each request of a connection together.
final class HTTPRequestCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let maximumBody: Int
    private let arrived: AsyncStream<HTTPExchange>.Continuation
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLong = false

    /// - Parameters:
    ///   - maximumBody: More bytes of a body are not kept.
    ///   - arrived: Takes the whole requests.
    init(maximumBody: Int, arrived: AsyncStream<HTTPExchange>.Continuation) {
        self.maximumBody = maximumBody
        self.arrived = arrived
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            (self.head, body, isTooLong) = (head, [], false)
        case .body(let buffer):
            isTooLong = isTooLong || body.count + buffer.readableBytes > maximumBody
            if !isTooLong { body.append(contentsOf: buffer.readableBytesView) }
        case .end:
            guard let head else { return }
            self.head = nil
            arrived.yield(HTTPExchange(channel: context.channel, head: head, body: isTooLong ? nil : body))
            body = []
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
