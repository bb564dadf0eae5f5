// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A role.
package struct IAMRole: Sendable, Equatable {
    package var name: String
    /// Such as `AROADBQP57FF2AEXAMPLE`. IAM never gives one twice: a role that is made again under its old name has the
    /// ARN of the old one and another id.
    package var id: String
    /// In whole seconds.
    package var createdAt: Date
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
        id = try xml.text("RoleId")
        createdAt = try xml.date("CreateDate")
        arn = try xml.arn("Arn")
        path = try xml.text("Path")
        trustPolicy = try IAMClient.document(xml, "AssumeRolePolicyDocument")
        description = xml.textIfPresent("Description") ?? ""
        maxSessionSeconds = try xml.intIfPresent("MaxSessionDuration") ?? 3600
        permissionsBoundary = xml.textUnlessEmpty("PermissionsBoundary/PermissionsBoundaryArn")
        tags = try Tags.read(xml.all("Tags/member"))
    }
}
