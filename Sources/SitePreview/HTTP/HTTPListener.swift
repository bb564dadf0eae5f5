// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Reconcile

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
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// The port that is listened on.
    let port: Int
    private let channel: NIOAsyncChannel<Connection, Never>

    /// Whether a bind failed because somebody else listens there.
    static func isTaken(_ error: any Error) -> Bool { (error as? IOError)?.errnoCode == EADDRINUSE }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - host: The address, such as `127.0.0.1`.
    ///   - port: The port; 0 takes a free one.
    /// - Throws: What the system says.
    init(host: String, port: Int) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withPipeliningAssistance: true, withErrorHandling: true)
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        self.port = channel.channel.localAddress?.port ?? port
    }

    /// Answers requests until the task is cancelled.
    ///
    /// - Parameters:
    ///   - maximumBody: A request with a longer body is answered with 413.
    ///   - read: Reads a part of a file; `nil` when it is not what it was any more.
    ///   - answer: Answers a request; called by many tasks at a time.
    /// - Throws: What the system says when it takes no connections any more.
    func serve(
        maximumBody: Int, read: @escaping HTTPExchange.Read = { _, _ in nil }, _ answer: @escaping Answer
    ) async throws {
        try await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask {
                        await HTTPExchange(maximumBody: maximumBody, read: read, answer: answer).serve(connection)
                    }
                }
                group.cancelAll()
            }
        }
    }
}
