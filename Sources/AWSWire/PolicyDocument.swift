// SPDX-License-Identifier: Apache-2.0

/// A policy of IAM, of a bucket or of a function, which is equal to another one if it allows and denies the same.
///
/// AWS gives policies back in other words than it got them. Two documents are equal although
/// - statements, actions, resources, principals or values of a condition stand in another order or are there twice,
/// - a list of one is written as the value itself, or a list of statements as one statement,
/// - actions and names of condition keys are in another case,
/// - an account is written as its number or as the ARN of its root,
/// - everybody is written `"*"` or `{"AWS": "*"}`,
/// - a number or truth value in a condition is written as a string.
///
/// `Id`, `Sid`, and the version count as they are written; without a version a policy has `2008-10-17`.
///
/// AWS reference: AWS Identity and Access Management User Guide, "IAM JSON policy element reference".
package struct PolicyDocument: Sendable {
    /// The document as it was given.
    package let value: JSONValue
    /// The same in one form of all that mean the same.
    private let normalized: JSONValue

    /// Makes a policy.
    ///
    /// - Parameter value: The document.
    package init(_ value: JSONValue) {
        self.value = value
        self.normalized = PolicyNormalizer.normalize(value)
    }

    /// Reads a policy.
    ///
    /// - Parameter json: The document as JSON; the ones that IAM returns need `URLDecoding.decode` first.
    /// - Throws: `JSONError`.
    package init(parsing json: String) throws(JSONError) {
        self.init(try JSONValue(parsing: json))
    }

    /// The document as JSON without white space, the keys sorted.
    package var json: String { value.serializedText() }
}

extension PolicyDocument: Hashable {
    /// Whether two policies mean the same.
    ///
    /// - Parameters:
    ///   - lhs: A policy.
    ///   - rhs: Another policy.
    /// - Returns: `true` if they allow and deny the same.
    package static func == (lhs: PolicyDocument, rhs: PolicyDocument) -> Bool {
        lhs.normalized == rhs.normalized
    }

    /// Hashes what equality compares.
    ///
    /// - Parameter hasher: The hasher.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(normalized)
    }
}
