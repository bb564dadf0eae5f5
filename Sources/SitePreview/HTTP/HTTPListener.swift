// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A socket that takes HTTP/1.1 connections.
struct HTTPListener: Sendable {
    /// Answers a request.
    typealias Answer = @Sendable (PreviewRequest) async -> PreviewResponse

    /// The port that is listened on.
    let port: Int
    private let channel: any Channel
    private let exchanges: AsyncStream<HTTPExchange>

    /// Whether a bind failed because somebody else listens there.
    static func isTaken(_ error: any Error) -> Bool { (error as? IOError)?.errnoCode == EADDRINUSE }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - host: The address, such as `127.0.0.1`.
    ///   - port: The port; 0 takes a free one.
    ///   - maximumBody: A request with a longer body is answered with 413.
    /// - Throws: What the system says.
    init(host: String, port: Int, maximumBody: Int) async throws {
        // What arrives between the end of the serving and that of the socket is dropped with the stream. The channels of
        // NIO that are made for `async` would end the process for a connection that nobody took.
        let (exchanges, arrived) = AsyncStream.makeStream(of: HTTPExchange.self)
        self.exchanges = exchanges
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // One request of a connection at a time; the next one waits for the answer.
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withPipeliningAssistance: true, withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(
                        HTTPRequestCollector(maximumBody: maximumBody, arrived: arrived))
                }
            }
            .bind(host: host, port: port).get()
        self.port = channel.localAddress?.port ?? port
    }

    /// Answers requests until the task is cancelled. Call it once.
    ///
    /// - Parameters:
    ///   - read: Reads a part of a file; `nil` when it is not what it was any more.
    ///   - answer: Answers a request; called by many tasks at a time.
    func serve(read: @escaping HTTPExchange.Read = { _, _ in nil }, _ answer: @escaping Answer) async {
        await withDiscardingTaskGroup { group in
            for await exchange in exchanges {
                group.addTask { await exchange.answer(by: answer, read: read) }
            }
            group.cancelAll()
        }
        try? await channel.close()
    }
}
