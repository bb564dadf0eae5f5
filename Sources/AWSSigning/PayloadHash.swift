// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// What a signature says about the body of its request; the value of the header `x-amz-content-sha256`.
package enum PayloadHash: Sendable, Hashable {
    /// The SHA-256 of the body as 64 lower-case hexadecimal digits.
    case sha256(hex: String)
    /// The body is not covered: `UNSIGNED-PAYLOAD`. S3 takes it over TLS only.
    case unsigned

    /// The hash of an empty body.
    package static let empty = PayloadHash.sha256(
        hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    /// Hashes a body.
    ///
    /// - Parameter body: The body as it is sent.
    /// - Returns: Its SHA-256.
    package static func sha256(of body: UnsafeRawBufferPointer) -> PayloadHash {
        guard !body.isEmpty else { return .empty }
        var hasher = SHA256()
        hasher.update(bufferPointer: body)
        return .sha256(hex: hexString(hasher.finalize()))
    }

    /// Hashes a body.
    ///
    /// - Parameter body: The body as it is sent.
    /// - Returns: Its SHA-256.
    package static func sha256(of body: [UInt8]) -> PayloadHash {
        body.withUnsafeBytes { sha256(of: $0) }
    }

    /// The header's value.
    package var headerValue: String {
        switch self {
        case .sha256(let hex): hex
        case .unsigned: "UNSIGNED-PAYLOAD"
        }
    }
}
