// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension HTTPTransportError {
    /// What the HTTP library reports, sorted by what a retry and a user need to know.
    ///
    /// - Parameters:
    ///   - error: The library's error.
    ///   - authority: Host and port, for the message.
    /// - Returns: An `HTTPTransportError`, `CancellationError` when the task was cancelled, or what the source of a body
    ///   has thrown.
    static func mapping(_ error: any Error, authority: String) -> any Error {
        switch error {
        case is CancellationError: error
        case is HTTPTransportError: error
        case let error as HTTPBodyFailure: error.reason
        case let error as HTTPClientError: mapping(error, authority: authority)
        case let error as NIOConnectionError:
            HTTPTransportError(
                kind: .connectionFailed, message: "cannot connect to \(authority): \(reason(of: error))")
        case ChannelError.connectTimeout(let amount):
            HTTPTransportError(
                kind: .connectionFailed,
                message: "no connection to \(authority) within \(Duration.nanoseconds(amount.nanoseconds).inWords)")
        case let error as IOError: mapping(error, authority: authority)
        case is NIOSSLExtraError:
            HTTPTransportError(
                kind: .tls, message: "the certificate of \(authority) is for another name")
        case NIOSSLError.uncleanShutdown, is ChannelError:
            lost(authority)
        case let error as NIOSSLError: mapping(error, authority: authority)
        case HTTPParserError.invalidEOFState:
            lost(authority)
        case is HTTPParserError:
            HTTPTransportError(
                kind: .malformedResponse, message: "the answer of \(authority) is not HTTP: \(error)")
        default:
            HTTPTransportError(kind: .other, message: "\(authority): \(error)")
        }
    }

    /// The error of a connection that was closed too early.
    static func lost(_ authority: String) -> HTTPTransportError {
        HTTPTransportError(
            kind: .connectionLost, message: "\(authority) closed the connection before its answer was complete")
    }

    private static func mapping(_ error: HTTPClientError, authority: String) -> any Error {
        switch error {
        case .cancelled, .requestStreamCancelled: CancellationError()
        case .remoteConnectionClosed, .uncleanShutdown:
            lost(authority)
        case .connectTimeout, .tlsHandshakeTimeout:
            HTTPTransportError(kind: .connectionFailed, message: "no connection to \(authority) in time")
        case .httpProxyHandshakeTimeout, .invalidProxyResponse:
            HTTPTransportError(
                kind: .connectionFailed, message: "the proxy did not open a connection to \(authority)")
        case .proxyAuthenticationRequired:
            HTTPTransportError(
                kind: .other,
                message:
                    "the proxy wants a user and password; put them into HTTPS_PROXY (http://user:password@host:port)")
        case .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout:
            HTTPTransportError(kind: .timeout, message: "no complete answer from \(authority) in time")
        default:
            HTTPTransportError(kind: .other, message: "\(authority): \(error.shortDescription)")
        }
    }

    private static func mapping(_ error: NIOSSLError, authority: String) -> any Error {
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return HTTPTransportError(
                kind: .tls,
                message: "the certificate of \(authority) is signed by an unknown authority or has expired; "
                    + "behind a proxy that opens TLS, set AWS_CA_BUNDLE to its certificate")
        }
        if text.contains("EOF") {
            return HTTPTransportError(
                kind: .connectionLost, message: "\(authority) closed the connection while TLS was set up")
        }
        return HTTPTransportError(kind: .tls, message: "TLS with \(authority) failed: \(text)")
    }

    private static func mapping(_ error: IOError, authority: String) -> any Error {
        switch error.errnoCode {
        case ECONNRESET, EPIPE, ENOTCONN, ECONNABORTED:
            lost(authority)
        case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN:
            HTTPTransportError(
                kind: .connectionFailed, message: "cannot connect to \(authority): \(words(for: error.errnoCode))")
        case ETIMEDOUT:
            HTTPTransportError(kind: .timeout, message: "the connection to \(authority) timed out")
        default:
            HTTPTransportError(kind: .other, message: "\(authority): \(words(for: error.errnoCode))")
        }
    }

    private static func reason(of error: NIOConnectionError) -> String {
        for failure in error.connectionErrors {
            switch failure.error {
            case let error as IOError: return words(for: error.errnoCode)
            case ChannelError.connectTimeout: return "no answer in time"
            default: continue
            }
        }
        if error.dnsAError != nil || error.dnsAAAAError != nil {
            return "the name \(error.host) does not resolve; check the network and the region's spelling"
        }
        return "no address answers"
    }

    private static func words(for code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused"
        case EHOSTUNREACH, EHOSTDOWN: "no route to the host"
        case ENETUNREACH, ENETDOWN: "the network is unreachable"
        case ETIMEDOUT: "timed out"
        case EMFILE, ENFILE: "too many open files"
        default: "system error \(code)"
        }
    }
}
