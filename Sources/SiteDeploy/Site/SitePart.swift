// SPDX-License-Identifier: Apache-2.0

package import AWSServices

/// A part of an object.
package struct SitePart: Sendable, Hashable {
    /// The object's name.
    package let key: ObjectKey
    /// The upload it belongs to.
    package let uploadID: String
    /// The part's number, counted from 1.
    package let number: Int
    /// The content.
    package let payload: HTTPBody
    /// SHA-256 of the content, in hexadecimal as `x-amz-content-sha256` has it.
    package let sha256: String
    /// MD5 of the content, in base64 as `Content-MD5` has it; `nil` when it is not known.
    package let contentMD5: String?

    /// A copy of the content.
    ///
    /// - Throws: What the file's reading throws.
    package var body: [UInt8] { get throws { try payload.read() } }
}
