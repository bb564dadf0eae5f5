// SPDX-License-Identifier: Apache-2.0

/// Why a text is not a file pattern.
package struct GlobError: Error, Sendable, Equatable {
    /// The reason, part of a sentence: "the set after \"[\" is not closed".
    package let reason: String

    /// Makes an error with its reason.
    package init(reason: String) {
        self.reason = reason
    }
}
