// SPDX-License-Identifier: Apache-2.0

/// The name of an S3 bucket that AWS would let one create.
///
/// AWS reference: Amazon S3 User Guide, "General purpose bucket naming rules".
package struct BucketName: RawRepresentable, Hashable, Sendable {
    /// The name.
    package let rawValue: String

    /// Checks a name. The result is `nil` when AWS would refuse it; `problem(with:)` says why.
    ///
    /// - Parameter rawValue: The name.
    package init?(rawValue: String) {
        guard Self.problem(with: rawValue) == nil else { return nil }
        self.rawValue = rawValue
    }

    /// Why a name cannot be used.
    ///
    /// - Parameter name: The name.
    /// - Returns: The rule that it breaks, as it follows "the name"; `nil` when it breaks none.
    package static func problem(with name: String) -> String? {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count) else { return "must have 3 to 63 characters" }
        guard bytes.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }) else {
            return "may hold only lower-case letters, digits, hyphens and dots"
        }
        guard let first = bytes.first, let last = bytes.last, isLetterOrDigit(first), isLetterOrDigit(last) else {
            return "must begin and end with a letter or digit"
        }
        if name.firstRange(of: "..") != nil { return "must not have two dots in a row" }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 4, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }) {
            return "must not look like an IP address"
        }
        for prefix in ["xn--", "sthree-", "amzn-s3-demo-"] where name.hasPrefix(prefix) {
            return "must not begin with \(prefix), which AWS keeps for itself"
        }
        for suffix in ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"] where name.hasSuffix(suffix) {
            return "must not end with \(suffix), which AWS keeps for itself"
        }
        return nil
    }

    /// Whether the name is in the namespace of an account and region, where nobody else can take it.
    ///
    /// - Parameters:
    ///   - account: The account's 12 digits.
    ///   - region: The region.
    /// - Returns: Whether it ends with `-<account>-<region>-an`.
    package func isAccountRegional(account: String, region: String) -> Bool {
        rawValue.hasSuffix("-\(account)-\(region)-an")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension BucketName: CustomStringConvertible {
    /// The name.
    package var description: String { rawValue }
}
