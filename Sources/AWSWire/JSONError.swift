// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not a JSON value.
package struct JSONError: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Sendable, Hashable {
        /// The text ends too early; an empty one too.
        case truncated
        /// A character stands where the grammar has no place for it.
        case malformed
        /// A number is not written as JSON demands, or is too large.
        case badNumber
        /// A string is not UTF-8, or an escape in it means no character.
        case badString
        /// Arrays and objects are nested more deeply than the limit.
        case tooDeep(limit: Int)
        /// Something follows the value.
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
            case .truncated: "the JSON text is cut off"
            case .malformed: "malformed JSON"
            case .badNumber: "malformed number in JSON"
            case .badString: "malformed string in JSON"
            case .tooDeep(let limit): "JSON is nested more than \(limit) deep"
            case .trailingContent: "something follows the JSON value"
            }
        return "\(what) (at byte \(offset))"
    }
}
