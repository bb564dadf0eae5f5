// SPDX-License-Identifier: Apache-2.0

/// The account that an access key seems to belong to.
///
/// AWS has put the account's number into the IDs of access keys since 2019, and has an operation that tells it
/// (AWS Security Token Service API Reference, "GetAccessKeyInfo"), but does not document how it is written. So it is no
/// more than what a configuration says: good enough to begin to read with, and believed once AWS confirms it.
///
/// | Characters | What they are |
/// |---|---|
/// | 1–4 | `AKIA` for a key that stays, `ASIA` for a temporary one |
/// | 5–13 | digits of base 32: a bit that is set, then the number's 40 bits, then 4 bits of something else |
enum AccessKeyAccount {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The number of the account, twelve digits.
    ///
    /// - Parameter accessKeyID: The ID of the key, which is no secret.
    /// - Returns: `nil` when the ID does not say.
    static func number(in accessKeyID: String) -> String? {
        let bytes = Array(accessKeyID.utf8)
        guard bytes.count == 20, accessKeyID.hasPrefix("AKIA") || accessKeyID.hasPrefix("ASIA") else { return nil }
        var bits: UInt64 = 0
        for byte in bytes[4..<13] {
            guard let digit = digits.firstIndex(of: byte) else { return nil }
            bits = bits << 5 | UInt64(digit)
        }
        // Older keys begin with another bit.
        guard bits >> 44 == 1 else { return nil }
        let number = String((bits >> 4) & ((1 << 40) - 1))
        guard number.utf8.count <= 12 else { return nil }
        return String(repeating: "0", count: 12 - number.utf8.count) + number
    }
}
