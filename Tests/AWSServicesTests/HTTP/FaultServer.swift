// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server on the loopback address that does to each request what a list says, request by request. Requests beyond the
/// list are answered with 200 and no body.
struct FaultServer: Sendable {
    enum Step: Sendable {
        /// Sends these bytes and keeps the connection.
        case send(String)
        /// Sends these bytes and closes the connection.
        case sendAndClose(String)
        /// Resets the connection after sending these bytes.
        case sendAndReset(String)
        /// Sends the head and then a byte now and then, without end.
        case trickle(String)
        /// Says nothing and keeps the connection.
        case silence
    }

    let port: Int
    let journal: Journal
    private let channel: any Channel

    /// Keeps the server from reading more than the beginning of a request until it is opened.
    final class Gate: Sendable {
        private let waiting = Mutex<[any Channel]?>([])

        /// Lets everything through from now on.
        func open() {
            let channels = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting ?? []
            }
            for channel in channels { channel.setOption(.autoRead, value: true).whenComplete { _ in } }
        }

        /// Stops a connection whose first bytes have come, unless the gate is open.
        func stop(_ channel: any Channel) {
            let isClosed = waiting.withLock { waiting in
                waiting?.append(channel)
                return waiting != nil
            }
            if isClosed { try? channel.syncOptions?.setOption(.autoRead, value: false) }
        }
    }

    /// What the server saw.
    final class Journal: Sendable {
        private struct Values {
            var steps: [Step]
            var requests: [String] = []
            var connections = 0
        }

        private let values: Mutex<Values>

        init(_ steps: [Step]) {
            values = Mutex(Values(steps: steps))
        }

        var requests: [String] { values.withLock { $0.requests } }
        var connections: Int { values.withLock { $0.connections } }

        func connect() { values.withLock { $0.connections += 1 } }

        func step(for request: String) -> Step {
            values.withLock { values in
                values.requests.append(request)
                return values.steps.isEmpty
                    ? .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") : values.steps.removeFirst()
            }
        }
    }

    /// Runs a server while `body` runs. One that accepts only the first connection leaves the others to the system, which
    /// keeps a few waiting and lets the rest ask again and again.
    static func with(
        _ steps: [Step], isTLS: Bool = false, gate: Gate? = nil, acceptsOnlyFirst: Bool = false,
        _ body: (FaultServer) async throws -> Void
    ) async throws {
        let journal = Journal(steps)
        var context: NIOSSLContext?
        if isTLS {
            let certificates = try NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.pem.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(TestCertificate.key.utf8), format: .pem)
            context = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key)))
        }
        let tls = context
        let backlog: Int32 = acceptsOnlyFirst ? 1 : 256
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: backlog)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    journal.connect()
                    if acceptsOnlyFirst { _ = channel.parent?.setOption(.autoRead, value: false) }
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(FaultHandler(journal, gate))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = FaultServer(port: channel.localAddress?.port ?? 0, journal: journal, channel: channel)
        do {
            try await body(server)
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }
}

/// Reads requests and acts on them.
private final class FaultHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let journal: FaultServer.Journal
    private let gate: FaultServer.Gate?
    private var text = ""

    init(_ journal: FaultServer.Journal, _ gate: FaultServer.Gate?) {
        self.journal = journal
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        gate?.stop(context.channel)
        text += String(buffer: unwrapInboundIn(data))
        while let end = text.firstRange(of: "\r\n\r\n") {
            let head = text[..<end.lowerBound]
            var length = 0
            for line in head.split(separator: "\r\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2, parts[0].lowercased() == "content-length" {
                    length = Int(parts[1].drop { $0 == " " }) ?? 0
                }
            }
            guard text[end.upperBound...].utf8.count >= length else { return }
            let bodyEnd = text.utf8.index(end.upperBound, offsetBy: length)
            let request = String(text[..<bodyEnd])
            text = String(text[bodyEnd...])
            act(journal.step(for: request), context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func act(_ step: FaultServer.Step, context: ChannelHandlerContext) {
        switch step {
        case .send(let bytes):
            send(bytes, context: context)
        case .sendAndClose(let bytes):
            send(bytes, context: context)
            context.close(promise: nil)
        case .sendAndReset(let bytes):
            send(bytes, context: context)
            let channel = context.channel
            guard let options = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        case .trickle(let bytes):
            send(bytes, context: context)
            let channel = context.channel
            context.eventLoop.scheduleRepeatedTask(
                initialDelay: .milliseconds(20), delay: .milliseconds(20)
            ) { task in
                guard channel.isActive else { return task.cancel() }
                channel.writeAndFlush(ByteBuffer(string: "x"), promise: nil)
            }
        case .silence:
            break
        }
    }

    private func send(_ bytes: String, context: ChannelHandlerContext) {
        if bytes.isEmpty { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: bytes)), promise: nil)
    }
}
