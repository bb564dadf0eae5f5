// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile

extension FunctionResource {
    /// The tag that keeps the id of the role which Lambda was given for the function.
    ///
    /// Lambda lets that one role, not its name, decrypt the environment variables. The time of the function's last change
    /// could not tell that: it moves with every update, and an update with the same role renews nothing.
    package static let roleTagKey = "resumectl:role"

    /// Why a function that has lost its role is made anew.
    static let lostRoleReason = """
        The function's IAM role was deleted and made again. Lambda lets only the old one decrypt the environment \
        variables, so every call fails until the function is made anew; what was added to it by hand goes with it.
        """

    /// Whether the function was given a role that is gone, while another one has its name or will have it. Pure.
    ///
    /// - Parameters:
    ///   - live: The function.
    ///   - inputs: The role's ARN and identity as far as they are known; without an identity there is no role.
    /// - Returns: `false` also for a function with another role: it gets ours by an update, which makes Lambda let that
    ///   one in. A function without the tag is told by the time of its last change; one that was changed after its role
    ///   was made again is not found so.
    ///
    /// AWS reference: AWS Lambda Developer Guide, "Securing Lambda environment variables".
    package static func hasLostRole(_ live: LambdaFunction, inputs: Outputs) -> Bool {
        if let arn = inputs[RoleResource.arn], live.configuration.role != arn.rawValue { return false }
        guard let role = inputs[RoleResource.identity] else { return true }
        if let given = live.tags?[roleTagKey] { return given != role.id }
        guard let lastModified = live.configuration.lastModified else { return false }
        return role.createdAt > lastModified
    }
}
