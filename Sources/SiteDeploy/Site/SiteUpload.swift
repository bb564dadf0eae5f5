// SPDX-License-Identifier: Apache-2.0

package import AWSServices

/// An object to store in one piece.
package struct SiteUpload: Sendable, Hashable {
    /// The object's name.
    package let key: ObjectKey
    /// The content.
    package let payload: HTTPBody
    /// MD5 of the content, in base64 as `Content-MD5` has it.
    package let contentMD5: String
    /// SHA-256 of the content, in hexadecimal as `x-amz-content-sha256` has it.
    package let sha256: String
    /// The headers to store with it.
    package let headers: ObjectHeaders

    /// A copy of the content.
    package var body: [UInt8] { payload.bytes }
}
