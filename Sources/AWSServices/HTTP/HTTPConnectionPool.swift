// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Connections to servers, each used for one request at a time and kept for the next.
///
/// A request takes the connection that was used last. When none is free it opens one, unless there are as many to its
/// server as may be, and takes what comes first: one that becomes free, or one that is open, whoever it was opened for.
/// Far from a server that is a round trip earlier or more.
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
        /// Those that are being opened.
        var openingCount = 0
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

        /// Takes note of one more that is to be opened, if those that are being opened are not enough and there may be
        /// one.
        mutating func beginOpening(limit: Int) -> Bool {
            guard openCount < limit, openingCount < waiting.count else { return false }
            openCount += 1
            openingCount += 1
            return true
        }
    }

    private enum Choice {
        case use(Idle)
        case wait(isConnecting: Bool)
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
            case .wait(let isConnecting):
                exchange.watch(on: MultiThreadedEventLoopGroup.singleton.next())
                if isConnecting { connect(target, for: exchange) }
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
            state.connections[target]?.openingCount += missing
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
            known.waiting.append(exchange)
            return .wait(isConnecting: known.beginOpening(limit: options.connectionsPerHost))
        }
    }

    /// A connection is free, for the request that has waited longest.
    private func keep(
        _ connection: HTTPConnection, _ channel: any Channel, for target: Target, isNew: Bool = false
    ) {
        let idle = Idle(
            connection: NIOLoopBound(connection, eventLoop: channel.eventLoop), channel: channel, since: .now())
        let (next, isClosed) = state.withLock { state -> (HTTPExchange?, Bool) in
            if let next = state.connections[target]?.nextWaiting() { return (next, false) }
            guard !state.isClosed else { return (nil, true) }
            // One that is new may still have to set up TLS; one that was used last is surely there.
            let place = isNew ? 0 : state.connections[target]?.idle.endIndex ?? 0
            state.connections[target]?.idle.insert(idle, at: place)
            return (nil, false)
        }
        if let next {
            connection.run(next)
        } else if isClosed {
            channel.close(promise: nil)
        }
    }

    /// A connection is gone, or was never made: who waits may open another one.
    private func forget(_ channel: (any Channel)?, of target: Target) {
        let next = state.withLock { state -> HTTPExchange? in
            guard var known = state.connections.removeValue(forKey: target) else { return nil }
            defer { state.connections[target] = known }
            known.idle.removeAll { $0.channel === channel }
            known.openCount -= 1
            known.waiting.removeAll { $0.isDone }
            // The last one: those before it have more connections to wait for.
            return known.beginOpening(limit: options.connectionsPerHost) ? known.waiting.last : nil
        }
        if let next { connect(target, for: next) }
    }

    /// A connection could not be opened. The request that it was opened for fails, unless it has got another one.
    private func endOpening(of target: Target, for exchange: HTTPExchange?, failing error: any Error) {
        let isWaiting = state.withLock { state -> Bool in
            state.connections[target]?.openingCount -= 1
            guard let place = state.connections[target]?.waiting.firstIndex(where: { $0 === exchange }) else {
                return false
            }
            state.connections[target]?.waiting.remove(at: place)
            return true
        }
        if isWaiting, let exchange {
            exchange.finish(.failure(HTTPTransportError.mapping(error, authority: exchange.authority)))
        }
        forget(nil, of: target)
    }

    /// Opens a connection for whichever request comes first.
    ///
    /// - Parameters:
    ///   - target: Where it leads.
    ///   - exchange: The request that is told when it cannot be opened; `nil` for none.
    private func connect(_ target: Target, for exchange: HTTPExchange?) {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let context: NIOSSLContext?
        do {
            context = try target.isTLS ? tlsContext() : nil
        } catch {
            return endOpening(of: target, for: exchange, failing: error)
        }
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
                    guard let connection = try? channel.pipeline.syncOperations.handler(type: HTTPConnection.self)
                    else {
                        // The other side was faster to close than we to send.
                        let error = HTTPTransportError.lost(exchange?.authority ?? target.host)
                        channel.close(promise: nil)
                        return self.endOpening(of: target, for: exchange, failing: error)
                    }
                    self.state.withLock { state in
                        state.connections[target]?.openTime = Duration(.now() - start)
                        state.connections[target]?.openingCount -= 1
                    }
                    channel.closeFuture.whenComplete { _ in self.forget(channel, of: target) }
                    if target.isTLS { connection.limitSetUp(until: limit, on: loop) }
                    self.keep(connection, channel, for: target, isNew: true)
                case .failure(let error):
                    self.endOpening(of: target, for: exchange, failing: error)
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
