// SPDX-License-Identifier: Apache-2.0

/// A server to ask: an IP address and a port.
package struct DNSServer: Sendable, Hashable, CustomStringConvertible {
    /// Where to ask when the system names no server: well-known public resolvers.
    package static let fallback = [DNSServer(host: "1.1.1.1"), DNSServer(host: "8.8.8.8")]
    /// The environment variable that names the one server to ask, `host:port`.
    package static let variable = "RESUMECTL_DNS_SERVER"

    /// An IPv4 or IPv6 address.
    package var host: String
    package var port: Int

    package init(host: String, port: Int = 53) {
        self.host = host
        self.port = port
    }

    /// Reads `192.0.2.1`, `192.0.2.1:5353`, `::1` or `[::1]:5353`; `localhost` is `127.0.0.1`. Anything else, such as a
    /// name, gives `nil`.
    ///
    /// - Parameter text: What the user wrote.
    package init?(_ text: String) {
        var host = text[...]
        var port = 53
        if host.hasPrefix("["), let end = host.lastIndex(of: "]") {
            let rest = host[host.index(after: end)...]
            host = host[host.index(after: host.startIndex)..<end]
            if !rest.isEmpty {
                guard rest.hasPrefix(":"), let number = Int(rest.dropFirst()) else { return nil }
                port = number
            }
        } else if let colon = host.firstIndex(of: ":"), colon == host.lastIndex(of: ":") {
            guard let number = Int(host[host.index(after: colon)...]) else { return nil }
            port = number
            host = host[..<colon]
        }
        if host == "localhost" { host = "127.0.0.1" }
        guard (1...65535).contains(port), Self.isAddress(host) else { return nil }
        self.init(host: String(host), port: port)
    }

    private static func isAddress(_ text: Substring) -> Bool {
        if text.contains(":") {
            return text.utf8.allSatisfy {
                (0x30...0x3A).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2E
            }
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The servers of a `resolv.conf`, in its order, at most three as the system's own resolver has it.
    ///
    /// - Parameter text: The file.
    /// - Returns: Empty when it names none that is an address of its own; those of one link (`fe80::1%eth0`) are left out.
    package static func servers(ofResolvConf text: String) -> [DNSServer] {
        let lines = text.split(whereSeparator: \.isNewline).compactMap { line -> DNSServer? in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count >= 2, words[0] == "nameserver", isAddress(words[1]) else { return nil }
            return DNSServer(host: String(words[1]))
        }
        return Array(lines.prefix(3))
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
