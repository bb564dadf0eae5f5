// SPDX-License-Identifier: Apache-2.0

package import AWSWire
package import Reconcile

/// What a role of the site shall be.
package struct ManagedRole: Sendable {
    package var address: ResourceAddress
    package var group: ResourceGroup
    package var dependencies: [ResourceAddress]
    package var name: String
    /// What IAM shows beside the name; set when the role is created.
    package var description: String
    /// Who may be the role.
    package var trust: PolicyDocument
    /// The name of the one inline policy that is managed.
    package var policyName: String
    package var permissions: PolicyDocument
    /// Whether there shall be a role at all.
    package var isWanted: Bool
    /// Why a role that is there goes.
    package var unwantedReason: String
    /// The key of the configuration that would choose another name; `nil` when there is none.
    package var nameKey: String?

    package init(
        address: ResourceAddress, group: ResourceGroup, dependencies: [ResourceAddress], name: String,
        description: String, trust: PolicyDocument, policyName: String, permissions: PolicyDocument, isWanted: Bool,
        unwantedReason: String, nameKey: String?
    ) {
        self.address = address
        self.group = group
        self.dependencies = dependencies
        self.name = name
        self.description = description
        self.trust = trust
        self.policyName = policyName
        self.permissions = permissions
        self.isWanted = isWanted
        self.unwantedReason = unwantedReason
        self.nameKey = nameKey
    }
}
