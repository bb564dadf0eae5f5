// SPDX-License-Identifier: Apache-2.0

package import Reconcile

/// The operations that a resource sends, by what it is doing.
package struct AccessDeclaration: Sendable {
    /// While it is read.
    package var read: [OperationAccess]
    /// While a deploy of this configuration writes or removes it; reads that belong to that are among them.
    package var deploy: [OperationAccess]
    /// While a destroy deletes it.
    package var destroy: [OperationAccess]

    init(
        read: [OperationAccess] = [], deploy: [OperationAccess] = [], destroy: [OperationAccess] = []
    ) {
        self.read = read
        self.deploy = deploy
        self.destroy = destroy
    }
}

/// A resource that says what it needs IAM to allow. Tests hold it against what the resource sends.
package protocol AccessDeclaring {
    static var address: ResourceAddress { get }

    /// What the resource may send for a site.
    ///
    /// - Parameter scope: The site, its account, and what is known of its live state.
    /// - Returns: Every operation of every phase; the ones that this configuration cannot lead to are left out.
    static func access(_ scope: AccessScope) -> AccessDeclaration
}
