// SPDX-License-Identifier: Apache-2.0

/// Carries one DNS message to a server and its answer back.
package protocol DNSTransport: Sendable {
    /// Sends a question and waits for an answer that fits.
    ///
    /// - Parameters:
    ///   - question: The message.
    ///   - server: Whom to ask.
    ///   - overTCP: Whether to go over TCP instead of UDP.
    ///   - timeout: The longest wait, the connection included.
    ///   - isAnswer: Whether bytes are the answer to the question; others are passed over, as a forger's would be.
    /// - Returns: The answer.
    /// - Throws: `DNSTransportError`, or `CancellationError`.
    func exchange(
        _ question: [UInt8], with server: DNSServer, overTCP: Bool, timeout: Duration,
        isAnswer: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> [UInt8]
}

/// Why there was no answer.
package enum DNSTransportError: Error, Sendable, Equatable {
    case timedOut
    /// The server's address cannot be used, or the network refused.
    case unreachable(String)
}
