// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The transport over the network: HTTP/1.1 on NIO's channels, and through a proxy on async-http-client.
///
/// | | |
/// |---|---|
/// | HTTP/1.1 alone | one round trip less than HTTP/2; S3 offers no other |
/// | redirects are handed on | a signature is good for one host |
/// | what fails while connecting fails at once | a wrong CA or port would look like a hang |
/// | the time-out is for the whole answer | a trickling body would never end |
/// | as many connections as requests at once | concurrency is the caller's to choose |
/// | proxy and CA variables are read | every other AWS tool does |
/// | POSIX sockets on macOS too | one path on all systems |
///
/// `HTTPConnectionPool` sends what goes straight to a server, which costs half of what async-http-client needs for a
/// request: no address to be parsed again, no copy of the body, one timer and one hop in place of two tasks.
///
/// Through a proxy nothing is told of a body while it is sent: async-http-client takes more than the network does.
///
/// A pooled connection that the server has closed meanwhile shows up as `connectionLost`; the caller retries.
package final class AsyncHTTPTransport: HTTPTransport {
    /// What can be chosen.
    package struct Options: Sendable {
        /// The most connections open at a time, for each host.
        package var connectionsPerHost = 256
        /// The longest that making a connection, TLS included, may take.
        package var connectTimeout: Duration = .seconds(10)
        /// How long an unused connection is kept.
        package var idleTimeout: Duration = .seconds(20)
        /// The largest body of an answer, in bytes; a larger one is an error.
        package var maximumResponseSize = 256 * 1024 * 1024
        /// Which proxy to go through.
        package var proxy = ProxySettings.none
        /// The certificates to trust instead of the system's.
        package var certificates: TrustedCertificates?

        /// The defaults: no proxy, the system's certificates.
        package init() {}

        /// The defaults, with the proxy of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, and the certificates of
        /// `AWS_CA_BUNDLE`, the profile's `ca_bundle` or `SSL_CERT_FILE`.
        ///
        /// - Parameters:
        ///   - environment: Variables and home directory.
        ///   - profile: `--profile`; `nil` leaves the choice to the environment.
        ///   - shared: The shared files; `nil` reads them when they are needed.
        /// - Throws: `HTTPTransportError` when a proxy variable cannot be used; `SharedConfigError` for the files.
        package init(environment: AWSEnvironment, profile: String? = nil, shared: SharedConfig? = nil) throws {
            proxy = try ProxySettings(environment: environment.variables)
            certificates = try TrustedCertificates.find(environment: environment, profile: profile, shared: shared)
        }
    }

    private let options: Options
    private let tls: TLSConfiguration
    private let pool: HTTPConnectionPool
    /// One client for each proxy, made when first needed.
    private let clients = Mutex<[ProxySettings.Server: HTTPClient]>([:])

    /// Makes a transport; nothing is connected yet.
    ///
    /// - Parameter options: What to choose.
    /// - Throws: `AWSConfigurationError` when the file of certificates cannot be read or holds none.
    package init(options: Options = Options()) throws(AWSConfigurationError) {
        OpenFileLimit.raise()
        self.options = options
        var tls = TLSConfiguration.makeClientConfiguration()
        if let certificates = options.certificates {
            try Self.check(certificates)
            tls.trustRoots = .file(certificates.file)
        }
        self.tls = tls
        pool = HTTPConnectionPool(options: options, tls: tls)
    }

    /// Reads the file once before it is used: the TLS library would report it with the first connection, without a name.
    private static func check(_ certificates: TrustedCertificates) throws(AWSConfigurationError) {
        func failure(_ reason: String) -> AWSConfigurationError {
            AWSConfigurationError(
                origin: certificates.origin, reason: "\(reason) \(certificates.file), the certificates to trust")
        }
        guard let data = try? Data(contentsOf: URL(filePath: certificates.file)) else {
            throw failure("there is no way to read")
        }
        guard let found = try? NIOSSLCertificate.fromPEMBytes([UInt8](data)), !found.isEmpty else {
            throw failure("no certificate in PEM is in")
        }
    }

    deinit {
        // Not waited for: closing TLS politely costs a round trip that nobody needs any more.
        pool.close()
        clients.withLock { clients in
            for client in clients.values { _ = client.shutdown() }
        }
    }

    /// Closes all connections and waits until that is done. A process that is about to exit need not call it.
    package func shutdown() async {
        pool.close()
        let all = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in all { try? await client.shutdown() }
    }

    package func send(_ request: HTTPRequest, timeout: Duration) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let authority = request.port.map { "\(request.host):\($0)" } ?? request.host
        guard
            let proxy = options.proxy.server(
                scheme: request.scheme, host: request.host, port: request.connectionPort)
        else {
            return try await pool.send(request, authority: authority, timeout: timeout)
        }
        let client = client(through: proxy)
        return try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            group.addTask {
                do {
                    return try await self.exchange(request, on: client, authority: authority, timeout: timeout)
                } catch {
                    throw HTTPTransportError.mapping(error, authority: authority)
                }
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw HTTPTransportError(
                    kind: .timeout, message: "no complete answer from \(authority) within \(timeout.inWords)")
            }
            defer { group.cancelAll() }
            guard let response = try await group.next() else { throw CancellationError() }
            return response
        }
    }

    private func exchange(
        _ request: HTTPRequest, on client: HTTPClient, authority: String, timeout: Duration
    ) async throws -> HTTPResponse {
        var outgoing = HTTPClientRequest(url: "\(request.scheme)://\(authority)\(request.target)")
        outgoing.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        if request.payload.source != nil {
            outgoing.body = .stream(
                HTTPBodyPieces(body: request.payload), length: .known(Int64(request.payload.count)))
        } else if !request.payload.isEmpty {
            outgoing.body = .bytes(request.payload.buffer)
        }

        // A little longer than the race in `send`, so that the message is always the same.
        let response = try await client.execute(outgoing, timeout: TimeAmount(timeout) + .seconds(5))
        var body: [UInt8] = []
        let limit = options.maximumResponseSize
        if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }), request.method != "HEAD" {
            try check(length, limit: limit, authority: authority)
            body.reserveCapacity(max(0, length))
        }
        for try await buffer in response.body {
            try check(body.count + buffer.readableBytes, limit: limit, authority: authority)
            body.append(contentsOf: buffer.readableBytesView)
        }
        return HTTPResponse(
            status: Int(response.status.code),
            headers: HTTPResponseHeaders(response.headers.map { (name: $0.name, value: $0.value) }), body: body)
    }

    private func check(_ size: Int, limit: Int, authority: String) throws {
        guard size <= limit else {
            throw HTTPTransportError(
                kind: .other, message: "the answer of \(authority) is larger than \(limit) bytes")
        }
    }

    package func openConnections(for request: HTTPRequest, count: (Duration) -> Int) {
        let proxy = options.proxy.server(
            scheme: request.scheme, host: request.host, port: request.connectionPort)
        if proxy == nil { pool.openConnections(for: request, count: count) }
    }

    private func client(through proxy: ProxySettings.Server) -> HTTPClient {
        clients.withLock { clients in
            if let client = clients[proxy] { return client }
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
            configuration.httpVersion = .http1Only
            configuration.redirectConfiguration = .disallow
            configuration.decompression = .disabled
            configuration.timeout.connect = TimeAmount(options.connectTimeout)
            configuration.connectionPool.idleTimeout = TimeAmount(options.idleTimeout)
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.connectionsPerHost
            configuration.connectionPool.retryConnectionEstablishment = false
            let authorization = proxy.user.map {
                HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "")
            }
            configuration.proxy = .server(host: proxy.host, port: proxy.port, authorization: authorization)
            let client = HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
            clients[proxy] = client
            return client
        }
    }
}
