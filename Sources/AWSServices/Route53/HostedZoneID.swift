// SPDX-License-Identifier: Apache-2.0

/// The id of a Route 53 hosted zone, such as `Z2FDTNDATAQYW2`, without the `/hostedzone/` that AWS answers with.
package struct HostedZoneID: RawRepresentable, Hashable, Sendable {
    /// The bare id: 1 to 32 capitals and digits.
    package let rawValue: String

    /// Reads an id with or without `/hostedzone/` before it.
    ///
    /// - Returns: `nil` when the rest is empty, longer than 32 characters, or has other characters than AWS uses.
    package init?(rawValue: String) {
        let prefix = "/hostedzone/"
        let id = rawValue.hasPrefix(prefix) ? String(rawValue.dropFirst(prefix.count)) : rawValue
        guard (1...32).contains(id.utf8.count),
            id.utf8.allSatisfy({ byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            })
        else { return nil }
        self.rawValue = id
    }

    private init(known: String) {
        self.rawValue = known
    }

    /// The zone that every alias record to a CloudFront distribution names, in all partitions but China.
    package static let cloudFront = HostedZoneID(known: "Z2FDTNDATAQYW2")
    /// The same in the China partition.
    package static let cloudFrontChina = HostedZoneID(known: "Z3RFFRIM2A3IF5")
}

extension HostedZoneID: CustomStringConvertible {
    /// The bare id.
    package var description: String { rawValue }
}
