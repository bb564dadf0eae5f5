// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP1

/// The end of a connection's pipeline: sends a request, collects its answer, and is then free for the next one.
///
/// It lives on the connection's event loop, and nothing but its pool calls it.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// A body is written in pieces of so many bytes: no more of it than that is read and encrypted ahead of the network, its
    /// way can be seen on a slow line, and a piece is in the processor's cache until it is sent.
    static let pieceSize = 128 << 10

    private let onIdle: (HTTPConnection, any Channel) -> Void
    private let maximumResponseSize: Int
    private var context: ChannelHandlerContext?
    private var setUpTimer: Scheduled<Void>?
    private var exchange: HTTPExchange?
    private var unsent = UnsentBody()
    private var isSent = true
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    /// - Parameters:
    ///   - maximumResponseSize: The largest body of an answer, in bytes.
    ///   - onIdle: Told when an answer is complete and another request can be sent.
    init(maximumResponseSize: Int, onIdle: @escaping (HTTPConnection, any Channel) -> Void) {
        self.maximumResponseSize = maximumResponseSize
        self.onIdle = onIdle
    }

    /// Sends a request on a connection that is free.
    func run(_ exchange: HTTPExchange) {
        guard let context, context.channel.isActive, self.exchange == nil else {
            exchange.finish(.failure(HTTPTransportError.lost(exchange.authority)))
            return
        }
        guard exchange.attach(context.channel) else {
            onIdle(self, context.channel)
            return
        }
        self.exchange = exchange
        head = nil
        body = []
        isSent = false
        unsent = UnsentBody(exchange.request.payload)
        context.write(wrapOutboundOut(.head(Self.head(of: exchange.request))), promise: nil)
        sendBody(context)
    }

    /// Fails unless the other side has agreed on TLS by then.
    func limitSetUp(until deadline: NIODeadline, on loop: any EventLoop) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        setUpTimer = loop.scheduleTask(deadline: deadline) { bound.value.failSetUp() }
    }

    private func failSetUp() {
        guard let context else { return }
        let authority = exchange?.authority ?? "the server"
        fail(
            HTTPTransportError(kind: .connectionFailed, message: "no connection to \(authority) in time"), context)
    }

    /// Writes as much as the network takes: one piece as long as TLS is being set up, which keeps what it is given. Each
    /// write may change that and call this again, so it comes after the change of state that belongs to it.
    private func sendBody(_ context: ChannelHandlerContext) {
        while !isSent {
            let isLast = unsent.count <= Self.pieceSize
            guard isLast || (context.channel.isWritable && setUpTimer == nil) else { return }
            let piece: ByteBuffer
            do {
                piece = try unsent.next(Self.pieceSize)
            } catch {
                return fail(error, context)
            }
            isSent = isLast
            if piece.readableBytes > 0 { write(piece, context) }
            if isLast { context.write(wrapOutboundOut(.end(nil)), promise: nil) }
            context.flush()
        }
    }

    /// Writes a piece of a body, and tells of it when the network has it.
    private func write(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        var promise: EventLoopPromise<Void>?
        if let exchange, exchange.request.payload.isSentInPieces {
            let loop = context.eventLoop
            let taken = loop.makePromise(of: Void.self)
            let byteCount = piece.readableBytes
            taken.futureResult.whenSuccess { exchange.took(byteCount, at: loop.now) }
            promise = taken
        }
        context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: promise)
    }

    private static func head(of request: HTTPRequest) -> HTTPRequestHead {
        var headers = HTTPHeaders(request.headers)
        if !request.payload.isEmpty || !["GET", "HEAD", "DELETE"].contains(request.method) {
            headers.add(name: "Content-Length", value: String(request.payload.count))
        }
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.target, headers: headers)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        sendBody(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The only event before the first byte is that TLS is set up.
        if !(event is ChannelEvent) {
            endSetUp()
            sendBody(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        endSetUp()
        guard let exchange else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            guard exchange.request.method != "HEAD",
                let length = head.headers.first(name: "content-length").flatMap({ Int($0) })
            else { return }
            guard length <= maximumResponseSize else { return fail(tooLarge(exchange), context) }
            body.reserveCapacity(max(0, length))
        case .body(let buffer):
            guard body.count + buffer.readableBytes <= maximumResponseSize else {
                return fail(tooLarge(exchange), context)
            }
            body.append(contentsOf: buffer.readableBytesView)
        case .end:
            complete(exchange, context)
        }
    }

    private func complete(_ exchange: HTTPExchange, _ context: ChannelHandlerContext) {
        guard let head else { return }
        let response = HTTPResponse(
            status: Int(head.status.code),
            headers: HTTPResponseHeaders(head.headers.map { (name: $0.name, value: $0.value) }), body: body)
        let isReusable = isSent && head.isKeepAlive && context.channel.isActive
        self.exchange = nil
        self.head = nil
        body = []
        unsent = UnsentBody()
        isSent = true
        if isReusable { onIdle(self, context.channel) } else { context.close(promise: nil) }
        exchange.finish(.success(response))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let exchange { fail(HTTPTransportError.lost(exchange.authority), context) }
        endSetUp()
        context.fireChannelInactive()
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        endSetUp()
        let exchange = exchange
        self.exchange = nil
        unsent = UnsentBody()
        isSent = true
        context.close(promise: nil)
        if let exchange { exchange.finish(.failure(HTTPTransportError.mapping(error, authority: exchange.authority))) }
    }

    private func endSetUp() {
        setUpTimer?.cancel()
        setUpTimer = nil
    }

    private func tooLarge(_ exchange: HTTPExchange) -> HTTPTransportError {
        HTTPTransportError(
            kind: .other, message: "the answer of \(exchange.authority) is larger than \(maximumResponseSize) bytes")
    }
}
