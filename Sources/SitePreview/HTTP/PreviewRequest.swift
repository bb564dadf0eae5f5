// SPDX-License-Identifier: Apache-2.0

/// A request of a browser.
package struct PreviewRequest: Sendable, Equatable {
    /// Such as `GET`.
    package var method: String
    /// The host that was asked for, lower case, without a port; empty without one.
    package var host: String
    /// The path as it was sent, with a slash in front.
    package var path: String
    /// What follows the `?`, as it was sent.
    package var query: String
    package var headers: HeaderFields
    package var body: [UInt8]
    /// The browser's address, without a port.
    package var sourceIP: String

    /// A request with all its parts.
    package init(
        method: String = "GET", host: String = "localhost", path: String = "/", query: String = "",
        headers: HeaderFields = [:], body: [UInt8] = [], sourceIP: String = "127.0.0.1"
    ) {
        self.method = method
        self.host = host
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.sourceIP = sourceIP
    }

    /// Splits what stands in a request line; `nil` for what is no path, such as `*`.
    ///
    /// - Parameter target: `/about?a=1`, or a whole address as a proxy gets it.
    /// - Returns: The path and the query.
    package static func split(target: String) -> (path: String, query: String)? {
        var rest = target[...]
        for scheme in ["http://", "https://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            rest = rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? ""
            if !rest.hasPrefix("/") { rest = "/\(rest)" }
        }
        guard rest.hasPrefix("/") else { return nil }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    /// The host of a `Host` header, without the port.
    ///
    /// - Parameter header: `example.com:8000` or `[::1]:8000`.
    /// - Returns: The host in lower case.
    package static func host(of header: String) -> String {
        let text = header.lowercased()
        if text.hasPrefix("[") { return String(text.prefix { $0 != "]" }.dropFirst()) }
        return String(text.prefix { $0 != ":" })
    }
}
