// SPDX-License-Identifier: Apache-2.0

/// An address with path and query, such as the runner's or a container's endpoint for credentials.
package struct HTTPAddress: Sendable, Equatable {
    /// `http` or `https`.
    package let scheme: String
    /// Lower case; an IPv6 address in brackets.
    package let host: String
    /// `nil` for the scheme's default.
    package let port: Int?
    /// Path and query, starting with `/`.
    package let target: String

    /// Reads an address.
    ///
    /// The result is `nil` when the text is something else.
    ///
    /// - Parameter text: `http://` or `https://`, a host, and maybe port, path and query, percent-encoded. No user and
    ///   no fragment.
    package init?(_ text: String) {
        let beforeQuery = text.prefix { $0 != "?" }
        let query = text[beforeQuery.endIndex...]
        guard let endpoint = EndpointURL(String(beforeQuery)), let separator = beforeQuery.firstRange(of: "://"),
            query.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !query.contains("#")
        else { return nil }
        let path = beforeQuery[separator.upperBound...].drop { $0 != "/" }
        scheme = endpoint.scheme
        host = endpoint.host
        port = endpoint.port
        target = (path.isEmpty ? "/" : String(path)) + query
    }

    /// The request for this address, with the header `Host`.
    ///
    /// - Parameters:
    ///   - method: The method, such as `GET`.
    ///   - headers: Further headers.
    /// - Returns: A request without a body.
    package func request(_ method: String, headers: [(name: String, value: String)]) -> HTTPRequest {
        let authority = port.map { "\(host):\($0)" } ?? host
        return HTTPRequest(
            method: method, scheme: scheme, host: host, port: port, target: target,
            headers: [(name: "Host", value: authority)] + headers, body: [])
    }
}
