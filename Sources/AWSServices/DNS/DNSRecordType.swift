// SPDX-License-Identifier: Apache-2.0

/// A type of DNS record, by its number.
package struct DNSRecordType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let a = DNSRecordType(rawValue: 1)
    package static let ns = DNSRecordType(rawValue: 2)
    package static let cname = DNSRecordType(rawValue: 5)
    package static let soa = DNSRecordType(rawValue: 6)
    package static let ptr = DNSRecordType(rawValue: 12)
    package static let aaaa = DNSRecordType(rawValue: 28)
    package static let ds = DNSRecordType(rawValue: 43)
    package static let dnskey = DNSRecordType(rawValue: 48)
    package static let caa = DNSRecordType(rawValue: 257)

    private static let names: [DNSRecordType: String] = [
        .a: "A", .ns: "NS", .cname: "CNAME", .soa: "SOA", .ptr: "PTR", .aaaa: "AAAA", .ds: "DS", .dnskey: "DNSKEY",
        .caa: "CAA",
    ]

    package var description: String { Self.names[self] ?? "TYPE\(rawValue)" }
}
