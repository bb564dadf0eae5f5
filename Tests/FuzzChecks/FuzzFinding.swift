// SPDX-License-Identifier: Apache-2.0

/// Something that must hold for any input, and does not.
package struct FuzzFinding: Error, CustomStringConvertible {
    /// What does not hold.
    package let description: String

    /// Throws a finding unless a condition holds.
    static func unless(_ condition: Bool, _ description: @autoclosure () -> String) throws {
        if !condition { throw FuzzFinding(description: description()) }
    }
}
