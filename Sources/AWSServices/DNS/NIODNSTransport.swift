// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOPosix

/// The transport over the network.
package struct NIODNSTransport: DNSTransport {

    package init() {}

    package func exchange(
        _ question: [UInt8], with server: DNSServer, overTCP: Bool, timeout: Duration,
        isAnswer: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> [UInt8] {
        let address: SocketAddress
        do {
            address = try SocketAddress(ipAddress: server.host, port: server.port)
        } catch {
            throw DNSTransportError.unreachable("\(server.host) is no IP address")
        }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: [UInt8].self)
        let limit = TimeAmount.nanoseconds(
            timeout.components.seconds * 1_000_000_000 + timeout.components.attoseconds / 1_000_000_000)
        let timer = loop.scheduleTask(in: limit) { promise.fail(DNSTransportError.timedOut) }
        let initializer: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(
                    overTCP
                        ? DNSStreamHandler(promise: promise, isAnswer: isAnswer)
                            as any ChannelHandler
                        : DNSDatagramHandler(promise: promise, isAnswer: isAnswer) as any ChannelHandler)
            }
        }
        let connected =
            overTCP
            ? ClientBootstrap(group: loop).connectTimeout(limit).channelInitializer(initializer).connect(to: address)
            : DatagramBootstrap(group: loop).channelInitializer(initializer).connect(to: address)
        connected.whenFailure { promise.fail(DNSTransportError.unreachable("\($0)")) }
        connected.whenSuccess { channel in
            var buffer = channel.allocator.buffer(capacity: question.count + 2)
            if overTCP { buffer.writeInteger(UInt16(question.count)) }
            buffer.writeBytes(question)
            let written =
                overTCP
                ? channel.writeAndFlush(buffer)
                : channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: buffer))
            written.whenFailure { promise.fail(DNSTransportError.unreachable("\($0)")) }
            promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }
}

/// Takes the first datagram that is the answer.
private final class DNSDatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let promise: EventLoopPromise<[UInt8]>
    private let isAnswer: @Sendable ([UInt8]) -> Bool

    init(promise: EventLoopPromise<[UInt8]>, isAnswer: @escaping @Sendable ([UInt8]) -> Bool) {
        self.promise = promise
        self.isAnswer = isAnswer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).data.readableBytesView)
        if isAnswer(bytes) { promise.succeed(bytes) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(DNSTransportError.unreachable("\(error)"))
    }
}

/// Takes the first message of a connection, two bytes of length before it.
private final class DNSStreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<[UInt8]>
    private let isAnswer: @Sendable ([UInt8]) -> Bool
    private var collected: [UInt8] = []

    init(promise: EventLoopPromise<[UInt8]>, isAnswer: @escaping @Sendable ([UInt8]) -> Bool) {
        self.promise = promise
        self.isAnswer = isAnswer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        collected += unwrapInboundIn(data).readableBytesView
        guard collected.count >= 2 else { return }
        let length = Int(collected[0]) << 8 | Int(collected[1])
        guard collected.count >= length + 2 else { return }
        let message = Array(collected[2..<length + 2])
        if isAnswer(message) {
            promise.succeed(message)
        } else {
            promise.fail(DNSTransportError.unreachable("the answer is to another question"))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(DNSTransportError.unreachable("the connection was closed"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(DNSTransportError.unreachable("\(error)"))
    }
}
