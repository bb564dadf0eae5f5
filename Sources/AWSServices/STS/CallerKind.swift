// SPDX-License-Identifier: Apache-2.0

/// What kind of identity a caller has, read from its ARN.
///
/// AWS reference: IAM User Guide, "IAM identifiers" and "AWS JSON policy elements: Principal".
package enum CallerKind: Sendable, Equatable {
    /// The root user of the account.
    case root
    /// A user of IAM; its name without the path.
    case user(name: String)
    /// A session of a role.
    case role(name: String, session: String)
    /// A session of a permission set of IAM Identity Center, which AWS keeps as a role.
    case permissionSet(name: String, session: String)
    /// A user of another directory with keys of GetFederationToken.
    case federatedUser(name: String)
    /// Something else.
    case other

    /// Reads an ARN as GetCallerIdentity gives it.
    ///
    /// - Parameter arn: Such as `arn:aws:sts::123456789012:assumed-role/deploy/me`.
    package init(arn: String) {
        guard let parsed = ARN(rawValue: arn) else {
            self = .other
            return
        }
        let parts = parsed.resource.split(separator: "/").map(String.init)
        switch (parsed.service, parts.first, parts.count) {
        case ("iam", "root", 1): self = .root
        case ("iam", "user", 2...): self = .user(name: parts[parts.count - 1])
        case ("sts", "assumed-role", 3): self = Self.role(parts[1], session: parts[2])
        case ("sts", "federated-user", 2...): self = .federatedUser(name: parts[parts.count - 1])
        default: self = .other
        }
    }

    /// `AWSReservedSSO_Admin_0123456789abcdef` is the role of the permission set `Admin`.
    private static func role(_ name: String, session: String) -> CallerKind {
        let prefix = "AWSReservedSSO_"
        guard name.hasPrefix(prefix), let end = name.lastIndex(of: "_") else {
            return .role(name: name, session: session)
        }
        let set = name[..<end].dropFirst(prefix.count)
        return set.isEmpty
            ? .role(name: name, session: session) : .permissionSet(name: String(set), session: session)
    }

    /// For people: `IAM user jane`, `role deploy, session me`.
    package var inWords: String {
        switch self {
        case .root: "root user of the account"
        case .user(let name): "IAM user \(name)"
        case .role(let name, let session): "role \(name), session \(session)"
        case .permissionSet(let name, let session):
            "permission set \(name) of IAM Identity Center, signed in as \(session)"
        case .federatedUser(let name): "federated user \(name)"
        case .other: "identity of another kind"
        }
    }

    /// For programs: `root`, `user`, `role`, `permission-set`, `federated-user`, `other`.
    package var word: String {
        switch self {
        case .root: "root"
        case .user: "user"
        case .role: "role"
        case .permissionSet: "permission-set"
        case .federatedUser: "federated-user"
        case .other: "other"
        }
    }
}
