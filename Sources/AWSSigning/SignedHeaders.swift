// SPDX-License-Identifier: Apache-2.0

/// What signing a request adds to it.
package struct SignedHeaders: Sendable, Hashable {
    /// The headers to send with the request, in place of any of the same name: `x-amz-date`, `x-amz-content-sha256`,
    /// `x-amz-security-token` if the credentials are temporary, and `authorization`.
    package let headers: [HeaderField]
    /// The signature, 64 hexadecimal digits.
    package var signature: String { String(authorization.suffix(64)) }

    /// The value of the `authorization` header.
    package var authorization: String { headers.last?.value ?? "" }
}
