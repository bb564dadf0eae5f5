// SPDX-License-Identifier: Apache-2.0

/// The steps of a signature, to compare with the ones that AWS sends along with `SignatureDoesNotMatch`.
///
/// Neither step holds the secret access key; the canonical request holds the session token.
package struct SignatureTrace: Sendable, Hashable {
    /// Method, path, query, headers, list of the headers and payload hash, a line each.
    package let canonicalRequest: String
    /// Algorithm, timestamp, scope and hash of the canonical request, a line each.
    package let stringToSign: String
    /// The signature, 64 hexadecimal digits.
    package let signature: String
}
