// SPDX-License-Identifier: Apache-2.0

/// An object that S3 could not delete, with its own words.
package struct SiteDeleteFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The object's name.
    package let key: ObjectKey
    /// S3's error code.
    package let code: String
    /// S3's message.
    package let message: String

    /// A failure with its parts.
    package init(key: ObjectKey, code: String, message: String) {
        self.key = key
        self.code = code
        self.message = message
    }

    package var description: String { "\(code): \(message)" }
}
