// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The key of one day, region and service, ready to sign with.
///
/// Deriving it takes four HMACs, which is most of the work of a signature: one key serves all signatures of its day.
struct SigningKey: Sendable {
    /// The day that the key is good for, counted from 1970-01-01.
    let day: Int64
    /// `yyyymmdd/region/service/aws4_request`.
    let scope: String
    /// HMAC's two hashes (RFC 2104) after the key's block, to be copied for each signature. Keeping them saves half of
    /// the work that `HMAC` does on a short text.
    private let inner: SHA256
    private let outer: SHA256

    init(secretAccessKey: String, region: String, service: String, date: SigningDate) {
        let dateStamp = date.dateStamp
        var key = SymmetricKey(data: Array(("AWS4" + secretAccessKey).utf8))
        for part in [dateStamp, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        self.day = date.day
        self.scope = "\(dateStamp)/\(region)/\(service)/aws4_request"
        self.inner = Self.hash(of: key, with: 0x36)
        self.outer = Self.hash(of: key, with: 0x5C)
    }

    /// The signature of a string to sign.
    func signature(of stringToSign: borrowing ByteText) -> SHA256.Digest {
        var inner = inner
        inner.update(bufferPointer: stringToSign.bytes)
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize()
    }

    /// The state after the key, which is shorter than a block, filled up with zeros and mixed with the padding byte.
    private static func hash(of key: SymmetricKey, with padding: UInt8) -> SHA256 {
        var block = [UInt8](repeating: padding, count: SHA256.blockByteCount)
        key.withUnsafeBytes { bytes in
            for (index, byte) in bytes.enumerated() { block[index] ^= byte }
        }
        var hasher = SHA256()
        block.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return hasher
    }
}
