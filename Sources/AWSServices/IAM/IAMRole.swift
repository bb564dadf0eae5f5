// SPDX-License-Identifier: Apache-2.0

/// A role.
package struct IAMRole: Sendable, Equatable {
    package var name: String
    package var arn: ARN
    /// Such as `/` or `/resumectl/`.
    package var path: String
    /// Who may assume it, as JSON text in the clear.
    package var trustPolicy: String
    /// Empty when it has none.
    package var description: String
    /// In seconds, 3,600 to 43,200.
    package var maxSessionSeconds: Int
    /// The ARN of the policy that bounds its rights; `nil` for none.
    package var permissionsBoundary: String?
    package var tags: [String: String]
}

/// A managed policy that a role has.
package struct IAMAttachedPolicy: Sendable, Hashable {
    package var name: String
    package var arn: ARN
}

extension IAMRole {
    /// Reads a `Role`.
    init(xml: XMLReader) throws {
        name = try xml.text("RoleName")
        arn = try xml.arn("Arn")
        path = try xml.text("Path")
        trustPolicy = try IAMClient.document(xml, "AssumeRolePolicyDocument")
        description = xml.textIfPresent("Description") ?? ""
        maxSessionSeconds = try xml.intIfPresent("MaxSessionDuration") ?? 3600
        permissionsBoundary = xml.textUnlessEmpty("PermissionsBoundary/PermissionsBoundaryArn")
        tags = try Tags.read(xml.all("Tags/member"))
    }
}
