// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not an XML document that we read.
package struct XMLError: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Sendable, Hashable {
        /// The document has no element at all.
        case empty
        /// The document ends within an element or a markup.
        case truncated
        /// A character stands where the grammar has no place for it.
        case malformed
        /// An end tag does not match the start tag; the value is the name that was open.
        case mismatchedEndTag(String)
        /// An attribute is there twice.
        case duplicateAttribute(String)
        /// A reference is unknown, or names no character.
        case badReference
        /// Text is not UTF-8, or the declaration names another encoding.
        case badEncoding
        /// There is a document type declaration, which we refuse: no AWS answer has one.
        case doctype
        /// Elements are nested more deeply than the limit.
        case tooDeep(limit: Int)
        /// There are more elements than the limit.
        case tooManyElements(limit: Int)
        /// The document is larger than the limit, in bytes.
        case tooLarge(limit: Int)
        /// Something follows the root element.
        case trailingContent
    }

    /// What is wrong.
    package let reason: Reason
    /// Where, in bytes from the beginning.
    package let offset: Int

    /// The error in words.
    package var description: String {
        let what =
            switch reason {
            case .empty: "no XML element"
            case .truncated: "the XML document is cut off"
            case .malformed: "malformed XML"
            case .mismatchedEndTag(let name): "the end tag does not match <\(name)>"
            case .duplicateAttribute(let name): "the attribute \(name) is there twice"
            case .badReference: "unknown or illegal character reference"
            case .badEncoding: "text is not UTF-8"
            case .doctype: "a document type declaration is refused"
            case .tooDeep(let limit): "elements are nested more than \(limit) deep"
            case .tooManyElements(let limit): "there are more than \(limit) elements"
            case .tooLarge(let limit): "the XML document is larger than \(limit) bytes"
            case .trailingContent: "something follows the root element"
            }
        return "\(what) (at byte \(offset))"
    }
}
