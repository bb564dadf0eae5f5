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
        /// Those that are being opened for requests that have not come yet.
        var aheadCount = 0
        /// How long the last one took to open, without TLS.
        var openTime: Duration?
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

    /// Opens connections for requests that are about to come; see `HTTPTransport`.
    func openConnections(for request: HTTPRequest, count: (Duration) -> Int) {
        let target = Target(request)
        let missing = state.withLock { state -> Int in
            guard let known = state.connections[target], let openTime = known.openTime, !state.isClosed else {
                return 0
            }
            let missing = min(count(openTime), options.connectionsPerHost) - known.openCount
            guard missing > 0 else { return 0 }
            state.connections[target]?.openCount += missing
            state.connections[target]?.aheadCount += missing
            return missing
        }
        for _ in 0..<missing { connect(target, for: nil) }
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
            var known = state.connections[target, default: Connections()]
            state.connections[target] = nil
            defer { state.connections[target] = known }
            if known.openCount < options.connectionsPerHost, known.waiting.count >= known.aheadCount {
                known.openCount += 1
                return .connect
            }
            known.waiting.append(exchange)
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

    /// One that was to be opened ahead is open, or cannot be opened.
    private func endAhead(_ target: Target) {
        state.withLock { $0.connections[target]?.aheadCount -= 1 }
    }

    /// Opens a connection for a request, or with `nil` for whichever comes first.
    private func connect(_ target: Target, for exchange: HTTPExchange?) {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let context: NIOSSLContext?
        do {
            context = try target.isTLS ? tlsContext() : nil
        } catch {
            if let exchange {
                exchange.finish(.failure(HTTPTransportError.mapping(error, authority: exchange.authority)))
            } else {
                endAhead(target)
            }
            return forget(nil, of: target)
        }
        exchange?.watch(on: loop)
        let start = NIODeadline.now()
        let limit = start + TimeAmount(options.connectTimeout)
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
                    self.state.withLock { $0.connections[target]?.openTime = Duration(.now() - start) }
                    channel.closeFuture.whenComplete { _ in self.forget(channel, of: target) }
                    if exchange == nil { self.endAhead(target) }
                    do {
                        let connection = try channel.pipeline.syncOperations.handler(type: HTTPConnection.self)
                        if target.isTLS { connection.limitSetUp(until: limit, on: loop) }
                        if let exchange {
                            connection.run(exchange)
                        } else {
                            self.keep(connection, channel, for: target)
                        }
                    } catch {
                        // The other side was faster to close than we to send.
                        exchange?.finish(.failure(HTTPTransportError.lost(exchange?.authority ?? target.host)))
                    }
                case .failure(let error):
                    if let exchange {
                        exchange.finish(.failure(HTTPTransportError.mapping(error, authority: exchange.authority)))
                    } else {
                        self.endAhead(target)
                    }
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
