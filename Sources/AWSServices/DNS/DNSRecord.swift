// SPDX-License-Identifier: Apache-2.0

/// A record of an answer, as far as this program looks into it.
package struct DNSRecord: Sendable, Equatable {
    /// What a record says.
    package enum Content: Sendable, Equatable {
        /// The target of an NS, CNAME or PTR record, in lower case and without the dot at its end.
        case name(String)
        /// An IPv4 or IPv6 address; see `DNSAddress.text`.
        case address([UInt8])
        /// A CAA record: whether a reader that does not know the tag must refuse, the tag in lower case, and the value.
        case caa(isCritical: Bool, tag: String, value: String)
        /// Anything else, as it came.
        case opaque([UInt8])
    }

    /// The owner, in lower case and without the dot at its end; bytes that no host name has are written as `\DDD`.
    package var name: String
    package var type: DNSRecordType
    /// For how many seconds it may be kept.
    package var secondsToLive: UInt32
    package var content: Content

    package init(name: String, type: DNSRecordType, secondsToLive: UInt32 = 0, content: Content) {
        self.name = name
        self.type = type
        self.secondsToLive = secondsToLive
        self.content = content
    }

    /// The target of an NS, CNAME or PTR record, `nil` for others.
    package var target: String? {
        if case .name(let name) = content { name } else { nil }
    }

    /// What the record says, as a zone file would have it.
    package var text: String {
        switch content {
        case .name(let name): name
        case .address(let bytes): DNSAddress.text(bytes)
        case .caa(let isCritical, let tag, let value): "\(isCritical ? 128 : 0) \(tag) \"\(value)\""
        case .opaque(let bytes): "(\(bytes.count) bytes)"
        }
    }
}
