// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Connections to servers, each used for one request at a time and kept for the next.
///
/// A request takes the connection that was used last, opens one when none is free, and waits for one when there are as
/// many to its server as may be.
final class HTTPConnectionPool: Sendable {
    /// Where a connection leads.
    struct Target: Hashable, Sendable {
        let isTLS: Bool
        /// Without brackets.
        let host: String
        let port: Int
    }

    private struct Idle {
        let connection: NIOLoopBound<HTTPConnection>
        let channel: any Channel
        let since: NIODeadline
    }

    /// What there is to one server.
    private struct Connections {
        var idle: [Idle] = []
        /// All of them, those included that are being opened.
        var openCount = 0
        /// Requests that wait for one, the first one first.
        var waiting: [HTTPExchange] = []

        mutating func nextWaiting() -> HTTPExchange? {
            while !waiting.isEmpty {
                let next = waiting.removeFirst()
                if !next.isDone { return next }
            }
            return nil
        }
    }

    private enum Choice {
        case use(Idle)
        case connect
        case wait
    }

    private struct State {
        var connections: [Target: Connections] = [:]
        var tls: NIOSSLContext?
        var isClosed = false
    }

    private let options: AsyncHTTPTransport.Options
    private let tlsConfiguration: TLSConfiguration
    private let state = Mutex(State())

    init(options: AsyncHTTPTransport.Options, tls: TLSConfiguration) {
        self.options = options
        tlsConfiguration = tls
    }

    /// Sends a request and gives its answer; see `HTTPTransport`.
    func send(_ request: HTTPRequest, authority: String, timeout: Duration) async throws -> HTTPResponse {
        let exchange = HTTPExchange(request, authority: authority, timeout: timeout)
        let target = Target(request)
        return try await exchange.answer {
            switch choose(target, for: exchange) {
            case .use(let idle):
                idle.channel.eventLoop.execute {
                    exchange.watch(on: idle.channel.eventLoop)
                    idle.connection.value.run(exchange)
                }
            case .connect: connect(target, for: exchange)
            case .wait: exchange.watch(on: MultiThreadedEventLoopGroup.singleton.next())
            }
        }
    }

    /// Closes all connections that are free, and those that become free from now on.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { for target in state.connections.keys { state.connections[target]?.idle = [] } }
            return state.connections.values.flatMap { $0.idle.map(\.channel) }
        }
        for channel in idle { channel.close(promise: nil) }
    }

    private func choose(_ target: Target, for exchange: HTTPExchange) -> Choice {
        var stale: [any Channel] = []
        defer { for channel in stale { channel.close(promise: nil) } }
        return state.withLock { state in
            while let idle = state.connections[target]?.idle.popLast() {
                if idle.channel.isActive, .now() - idle.since < TimeAmount(options.idleTimeout) { return .use(idle) }
                stale.append(idle.channel)
            }
            if state.connections[target, default: Connections()].openCount < options.connectionsPerHost {
                state.connections[target, default: Connections()].openCount += 1
                return .connect
            }
            state.connections[target, default: Connections()].waiting.append(exchange)
            return .wait
        }
    }

    private func keep(_ connection: HTTPConnection, _ channel: any Channel, for target: Target) {
        let idle = Idle(
            connection: NIOLoopBound(connection, eventLoop: channel.eventLoop), channel: channel, since: .now())
        let (next, isClosed) = state.withLock { state -> (HTTPExchange?, Bool) in
            if let next = state.connections[target]?.nextWaiting() { return (next, false) }
            if !state.isClosed { state.connections[target]?.idle.append(idle) }
            return (nil, state.isClosed)
        }
        if let next {
            connection.run(next)
        } else if isClosed {
            channel.close(promise: nil)
        }
    }

    /// A connection is gone, or was never made: the next request may open one.
    private func forget(_ channel: (any Channel)?, of target: Target) {
        let next = state.withLock { state -> HTTPExchange? in
            state.connections[target]?.idle.removeAll { $0.channel === channel }
            if let next = state.connections[target]?.nextWaiting() { return next }
            state.connections[target]?.openCount -= 1
            return nil
        }
        if let next { connect(target, for: next) }
    }

    private func connect(_ target: Target, for exchange: HTTPExchange) {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let context: NIOSSLContext?
        do {
            context = try target.isTLS ? tlsContext() : nil
        } catch {
            exchange.finish(.failure(HTTPTransportError.mapping(error, authority: exchange.authority)))
            return forget(nil, of: target)
        }
        exchange.watch(on: loop)
        let limit = NIODeadline.now() + TimeAmount(options.connectTimeout)
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(options.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: .init(low: 256 * 1024, high: 1024 * 1024))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.prepare(channel, target, context) }
            }
            .connect(host: target.host, port: target.port)
            .whenComplete { result in
                switch result {
                case .success(let channel):
                    channel.closeFuture.whenComplete { _ in self.forget(channel, of: target) }
                    do {
                        let connection = try channel.pipeline.syncOperations.handler(type: HTTPConnection.self)
                        if target.isTLS { connection.limitSetUp(until: limit, on: loop) }
                        connection.run(exchange)
                    } catch {
                        // The other side was faster to close than we to send.
                        exchange.finish(.failure(HTTPTransportError.lost(exchange.authority)))
                    }
                case .failure(let error):
                    exchange.finish(.failure(HTTPTransportError.mapping(error, authority: exchange.authority)))
                    self.forget(nil, of: target)
                }
            }
    }

    private func prepare(_ channel: any Channel, _ target: Target, _ context: NIOSSLContext?) throws {
        let pipeline = channel.pipeline.syncOperations
        if let context {
            let isAddress = (try? SocketAddress(ipAddress: target.host, port: target.port)) != nil
            try pipeline.addHandler(
                NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : target.host))
        }
        try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
        try pipeline.addHandler(
            HTTPConnection(maximumResponseSize: options.maximumResponseSize) { [weak self] connection, channel in
                if let self {
                    self.keep(connection, channel, for: target)
                } else {
                    channel.close(promise: nil)
                }
            })
    }

    /// Made once: reading the system's certificates takes milliseconds.
    private func tlsContext() throws -> NIOSSLContext {
        try state.withLock { state in
            if let tls = state.tls { return tls }
            let tls = try NIOSSLContext(configuration: tlsConfiguration)
            state.tls = tls
            return tls
        }
    }
}

extension HTTPConnectionPool.Target {
    init(_ request: HTTPRequest) {
        isTLS = request.scheme == "https"
        host =
            request.host.hasPrefix("[") && request.host.hasSuffix("]")
            ? String(request.host.dropFirst().dropLast()) : request.host
        port = request.connectionPort
    }
}
