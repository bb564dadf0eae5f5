// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// What tells a role from another one that had its name, and so its ARN, before.
package struct RoleIdentity: Sendable, Equatable {
    /// The role's unique id; IAM never gives one twice.
    package var id: String
    /// In whole seconds.
    package var createdAt: Date

    package init(id: String, createdAt: Date) {
        self.id = id
        self.createdAt = createdAt
    }
}
