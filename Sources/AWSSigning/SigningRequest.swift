// SPDX-License-Identifier: Apache-2.0

/// What a signature covers of a request.
///
/// Everything in here must be sent just as it stands: the target as `target` gives it, the host as the `Host` header,
/// and each header. Headers that a proxy or the HTTP client may change (`User-Agent`, `Connection` and their like) may
/// be among the headers; the signer passes over them.
package struct SigningRequest: Sendable, Hashable {
    /// The method in capitals, such as `GET`.
    package var method: String
    /// The value of the `Host` header: lower case, with the port only where it is not the scheme's own.
    package var host: String
    /// The path as it is sent: it starts with `/` and is percent-encoded (see `PercentEncoding.path`).
    package var path: String
    /// The query, not encoded, in the order in which it is sent. Names may repeat.
    package var query: [QueryItem]
    /// The headers but for `Host`. Names may repeat; their order then counts.
    package var headers: [HeaderField]
    /// The hash of the body, or that it is not covered.
    package var payloadHash: PayloadHash

    /// Makes a request to sign.
    ///
    /// - Parameters:
    ///   - method: The method in capitals.
    ///   - host: The value of the `Host` header.
    ///   - path: The path, percent-encoded.
    ///   - query: The query, not encoded.
    ///   - headers: The headers but for `Host`.
    ///   - payloadHash: The hash of the body.
    package init(
        method: String, host: String, path: String = "/", query: [QueryItem] = [], headers: [HeaderField] = [],
        payloadHash: PayloadHash = .empty
    ) {
        self.method = method
        self.host = host
        self.path = path
        self.query = query
        self.headers = headers
        self.payloadHash = payloadHash
    }

    /// The request target to send, path and query: `/a%20b?list-type=2`.
    package var target: String {
        let path = path.isEmpty ? "/" : path
        return query.isEmpty ? path : path + "?" + PercentEncoding.query(query)
    }

    /// The value of the `Host` header for an endpoint.
    ///
    /// - Parameters:
    ///   - name: The host name or address; an IPv6 address in brackets.
    ///   - port: The port, `nil` for the scheme's own.
    ///   - isTLS: Whether the scheme is https.
    /// - Returns: The lower-cased name, with the port unless it is the scheme's own.
    package static func hostHeader(_ name: String, port: Int?, isTLS: Bool) -> String {
        let name = name.lowercased()
        guard let port, port != (isTLS ? 443 : 80) else { return name }
        return "\(name):\(port)"
    }
}
