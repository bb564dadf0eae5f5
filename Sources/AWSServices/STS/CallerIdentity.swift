// SPDX-License-Identifier: Apache-2.0

/// Who AWS takes the caller for.
package struct CallerIdentity: Sendable, Equatable {
    /// The account's 12 digits.
    package var account: String
    /// The ARN of the user or of the role's session.
    package var arn: String
    /// AWS's id of the user, or of the role and the session.
    package var userID: String

    /// Makes an identity.
    ///
    /// - Parameters:
    ///   - account: The account's 12 digits.
    ///   - arn: The ARN of the user or session.
    ///   - userID: AWS's id of it.
    package init(account: String, arn: String, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }
}
