// SPDX-License-Identifier: Apache-2.0

/// Which role to take on, and how.
package struct AssumeRoleRequest: Sendable, Equatable {
    /// A one-time code and the device that made it.
    package struct OneTimeCode: Sendable, Equatable, CustomStringConvertible {
        /// The serial number or ARN of the device.
        package var device: String
        /// Six digits.
        package var code: String

        /// Makes a code.
        package init(device: String, code: String) {
            self.device = device
            self.code = code
        }

        /// The device alone.
        package var description: String { "a code of \(device)" }
    }

    /// The role's ARN.
    package var roleARN: String
    /// What the session is called in the role's logs: 2 to 64 of `A-Za-z0-9_+=,.@-`.
    package var sessionName: String
    /// The secret word that the role's trust policy may ask for; `nil` for none.
    package var externalID: String?
    /// How long the credentials last, 15 min to 12 h; `nil` for AWS's default of an hour.
    package var duration: Duration?
    /// The one-time code that the role's trust policy may ask for; `nil` for none.
    package var oneTimeCode: OneTimeCode?

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - roleARN: The role's ARN.
    ///   - sessionName: What the session is called.
    ///   - externalID: The word that the trust policy asks for.
    ///   - duration: How long the credentials last.
    ///   - oneTimeCode: The code that the trust policy asks for.
    package init(
        roleARN: String, sessionName: String, externalID: String? = nil, duration: Duration? = nil,
        oneTimeCode: OneTimeCode? = nil
    ) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.duration = duration
        self.oneTimeCode = oneTimeCode
    }
}
