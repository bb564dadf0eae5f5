// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

/// Which proxy, if any, a request goes through, read from the usual environment variables.
///
/// | Variable | Meaning |
/// |---|---|
/// | `HTTPS_PROXY`, `HTTP_PROXY` | proxy for requests of that scheme: `http://user:password@host:port` or `host:port` |
/// | `NO_PROXY` | hosts reached directly: `*`, or names and addresses separated by commas or spaces |
///
/// The lower-case names win over the upper-case ones. A `NO_PROXY` entry matches the host itself and all names under
/// it; `host:port` matches that port alone. The machine itself (`localhost`, `127.0.0.0/8`, `::1`) and the addresses at
/// which it asks for its own credentials (`169.254.0.0/16`, `fd00:ec2::…`) are always reached directly.
package struct ProxySettings: Sendable, Equatable {
    /// A proxy server that is spoken to in plain HTTP and asked to open tunnels (`CONNECT`).
    package struct Server: Sendable, Hashable {
        package var host: String
        package var port: Int
        /// User and password for basic authentication, `nil` for none. Never shown.
        package var user: String?
        package var password: String?

        /// Makes a proxy server.
        package init(host: String, port: Int, user: String? = nil, password: String? = nil) {
            self.host = host
            self.port = port
            self.user = user
            self.password = password
        }
    }

    /// For `https` requests.
    package var https: Server?
    /// For `http` requests.
    package var http: Server?
    /// The entries of `NO_PROXY`, in lower case.
    package var exceptions: [String]

    /// No proxy at all.
    package static let none = ProxySettings(https: nil, http: nil, exceptions: [])

    /// Makes settings from their parts.
    package init(https: Server?, http: Server?, exceptions: [String]) {
        self.https = https
        self.http = http
        self.exceptions = exceptions
    }

    /// Reads the settings from environment variables.
    ///
    /// - Parameter variables: The environment.
    /// - Throws: `HTTPTransportError` of kind `other` when a variable holds no proxy address that can be used.
    package init(environment variables: [String: String]) throws(HTTPTransportError) {
        func value(_ name: String) -> (name: String, value: String)? {
            for candidate in [name.lowercased(), name] {
                if let value = variables[candidate], !value.isEmpty { return (candidate, value) }
            }
            return nil
        }
        https = try value("HTTPS_PROXY").map { entry throws(HTTPTransportError) in
            try Self.server(entry.value, variable: entry.name)
        }
        http = try value("HTTP_PROXY").map { entry throws(HTTPTransportError) in
            try Self.server(entry.value, variable: entry.name)
        }
        exceptions = (value("NO_PROXY")?.value ?? "").lowercased()
            .split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    /// The proxy for a request, `nil` to connect directly.
    ///
    /// - Parameters:
    ///   - scheme: `http` or `https`.
    ///   - host: The name or address that the request goes to; an IPv6 address with or without brackets.
    ///   - port: The port that the request goes to.
    /// - Returns: The proxy server to connect to instead of the host.
    package func server(scheme: String, host: String, port: Int) -> Server? {
        guard let server = scheme == "https" ? https : http else { return nil }
        let host = Self.bare(host.lowercased())
        if Self.isLoopback(host) || Self.isMetadata(host) { return nil }
        return exceptions.contains { Self.matches($0, host: host, port: port) } ? nil : server
    }

    private static func matches(_ entry: String, host: String, port: Int) -> Bool {
        if entry == "*" { return true }
        var name = entry
        // A single colon parts name and port; more of them make an IPv6 address.
        let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, let wanted = Int(parts[1]) {
            if wanted != port { return false }
            name = String(parts[0])
        }
        name = bare(name)
        if name.hasPrefix("*.") { name.removeFirst(2) }
        while name.hasPrefix(".") { name.removeFirst() }
        return !name.isEmpty && (host == name || host.hasSuffix("." + name))
    }

    private static func bare(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Addresses that mean another machine on each host, so that no proxy can reach the right one.
    private static func isMetadata(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.hasPrefix("fd00:ec2::")
            || (parts.count == 4 && parts[0] == "169" && parts[1] == "254" && parts.allSatisfy { UInt8($0) != nil })
    }

    private static func server(_ text: String, variable: String) throws(HTTPTransportError) -> Server {
        func failure(_ reason: String) -> HTTPTransportError {
            HTTPTransportError(kind: .other, message: "\(variable) \(reason); write it as http://host:port")
        }
        var rest = Substring(text)
        if let range = rest.firstRange(of: "://") {
            guard rest[..<range.lowerBound].lowercased() == "http" else {
                throw failure("names a proxy of another kind than http")
            }
            rest = rest[range.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let credentials = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = credentials.first.map { percentDecoded($0) }
            password = credentials.count > 1 ? percentDecoded(credentials[1]) : ""
            rest = rest[rest.index(after: at)...]
        }
        var port = 80
        if let colon = rest.lastIndex(of: ":"), rest.lastIndex(of: "]").map({ $0 < colon }) ?? true {
            guard let number = UInt16(rest[rest.index(after: colon)...]), number > 0 else {
                throw failure("has a port that is no number from 1 to 65535")
            }
            port = Int(number)
            rest = rest[..<colon]
        }
        guard !rest.isEmpty else { throw failure("names no host") }
        return Server(host: bare(String(rest)), port: port, user: user, password: password)
    }

    private static func percentDecoded(_ text: Substring) -> String {
        (try? URLDecoding.decode(String(text))) ?? String(text)
    }
}

extension ProxySettings.Server: CustomStringConvertible, CustomReflectable {
    /// Host and port; nothing of the user.
    package var description: String { "\(host):\(port)" }

    /// The parts of `description`.
    package var customMirror: Mirror { Mirror(self, children: ["host": host, "port": port]) }
}
