// SPDX-License-Identifier: Apache-2.0

/// The address of an endpoint that the user chose, such as `http://127.0.0.1:4566`.
package struct EndpointURL: Sendable, Hashable {
    /// `http` or `https`.
    package let scheme: String
    /// Lower case; an IPv6 address in brackets.
    package let host: String
    /// `nil` for the scheme's default.
    package let port: Int?
    /// Empty, or a path without a `/` at the end.
    package let path: String

    /// Reads an address.
    ///
    /// The result is `nil` when the text is something else.
    ///
    /// - Parameter text: `http://` or `https://`, a host, and maybe a port and a path. No user, query or fragment.
    package init?(_ text: String) {
        guard let separator = text.firstRange(of: "://") else { return nil }
        scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[separator.upperBound...]
        guard rest.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !rest.contains(where: { "?#@\\\"<>".contains($0) })
        else { return nil }
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest[authority.endIndex...])
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path

        var host = authority
        var port: Int?
        if let colon = authority.lastIndex(of: ":"), authority.lastIndex(of: "]").map({ $0 < colon }) ?? true {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
            host = authority[..<colon]
        }
        guard !host.isEmpty, Self.isHost(host) else { return nil }
        self.host = host.lowercased()
        self.port = port
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]")
                && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" }
    }
}

extension EndpointURL: CustomStringConvertible {
    /// The address as it would be written.
    package var description: String {
        "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")\(path)"
    }
}
