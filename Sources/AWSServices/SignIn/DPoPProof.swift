// SPDX-License-Identifier: Apache-2.0

internal import AWSWire
internal import Crypto

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The proof that the private key of a sign-in is at hand, which goes with each renewal: a JSON Web Token of type
/// `dpop+jwt`, signed with ES256.
///
/// RFC 9449, "OAuth 2.0 Demonstrating Proof of Possession".
package struct DPoPProof: Sendable {
    private let key: P256.Signing.PrivateKey

    /// Takes a key.
    ///
    /// The result is `nil` when the text is no such key.
    ///
    /// - Parameter pem: A private key of the curve P-256 in PEM, `EC PRIVATE KEY` or `PRIVATE KEY`.
    package init?(pem: String) {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
        self.key = key
    }

    /// Makes the proof for one request.
    ///
    /// - Parameters:
    ///   - url: The address that the request goes to, without a query.
    ///   - date: The time.
    ///   - id: An id that is used once.
    /// - Returns: The value of the header `DPoP`.
    /// - Throws: What the signing throws.
    package func proof(url: String, at date: Date, id: String) throws -> String {
        let point = [UInt8](key.publicKey.x963Representation.dropFirst())
        let header: JSONValue = [
            "typ": "dpop+jwt", "alg": "ES256",
            "jwk": [
                "kty": "EC", "crv": "P-256", "x": .string(Self.base64URL(point.prefix(32))),
                "y": .string(Self.base64URL(point.suffix(32))),
            ],
        ]
        let payload: JSONValue = [
            "htm": "POST", "htu": .string(url), "iat": .int(Int(date.timeIntervalSince1970)), "jti": .string(id),
        ]
        let signed = "\(Self.base64URL(header.serialized())).\(Self.base64URL(payload.serialized()))"
        let signature = try key.signature(for: Data(signed.utf8)).rawRepresentation
        return "\(signed).\(Self.base64URL(signature))"
    }

    /// Base64 with `-` and `_`, without the padding.
    private static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
