// SPDX-License-Identifier: Apache-2.0

/// A part of an object.
package struct SitePart: Sendable, Hashable {
    /// The object's name.
    package let key: ObjectKey
    /// The upload it belongs to.
    package let uploadID: String
    /// The part's number, counted from 1.
    package let number: Int
    /// The content.
    package let body: [UInt8]
    /// MD5 of the content, in base64 as `Content-MD5` has it.
    package let contentMD5: String
}
