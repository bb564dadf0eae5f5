// SPDX-License-Identifier: Apache-2.0

/// Sends one request and returns its answer, without following redirects and without retrying.
///
/// The only door to the network: everything above it can be tested with a value that answers from memory.
package protocol HTTPTransport: Sendable {
    /// Sends `request` and reads the whole answer.
    ///
    /// - Parameters:
    ///   - request: A signed request.
    ///   - timeout: The longest that connecting, sending and reading the whole answer may take together; with a body that
    ///     is sent in pieces, the longest after each of them. Through a proxy it is for all of it.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `HTTPTransportError`, or `CancellationError` when the task was cancelled.
    func send(_ request: HTTPRequest, timeout: Duration) async throws -> HTTPResponse

    /// Begins to open connections for requests that are about to come, so that they need not wait for that.
    ///
    /// - Parameters:
    ///   - request: A request to the same server.
    ///   - count: How many there are to be, those included that there are, given how long the last one took to open.
    ///     Not asked when none was opened yet.
    func openConnections(for request: HTTPRequest, count: (Duration) -> Int)
}

extension HTTPTransport {
    /// Opens none ahead of a request.
    package func openConnections(for request: HTTPRequest, count: (Duration) -> Int) {}
}

/// A request that got no complete answer.
package struct HTTPTransportError: Error, Sendable {
    /// What failed, as far as a retry or a user needs to tell.
    package enum Kind: Sendable, Equatable {
        /// No connection could be made: refused, unreachable, or the name did not resolve.
        case connectionFailed
        /// TLS could not be set up: an unknown authority, a wrong name.
        case tls
        /// A connection that had been open was closed before the answer was complete.
        case connectionLost
        /// The time was up.
        case timeout
        /// The answer could not be understood as HTTP.
        case malformedResponse
        /// Anything else.
        case other
    }

    package var kind: Kind
    /// One line for people: what happened with which host.
    package var message: String

    package init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }
}
