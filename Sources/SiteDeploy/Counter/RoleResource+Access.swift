// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension RoleResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let role = scope.role
        let read: [OperationAccess] = [
            OperationAccess(.iam, "GetRole", on: scope.roleRead),
            OperationAccess(.iam, "GetRolePolicy", on: scope.roleRead),
        ]
        let delete: [OperationAccess] = [
            OperationAccess(.iam, "ListRolePolicies", on: role), OperationAccess(.iam, "DeleteRolePolicy", on: role),
            OperationAccess(.iam, "ListAttachedRolePolicies", on: role),
            OperationAccess(.iam, "DetachRolePolicy", on: role),
            OperationAccess(.iam, "ListInstanceProfilesForRole", on: role),
            // Its action would be for any role of any instance profile, and a role for Lambda is in none.
            .ungranted(.iam, "RemoveRoleFromInstanceProfile"),
            OperationAccess(.iam, "DeleteRole", on: role),
        ]
        return AccessDeclaration(
            read: read,
            deploy: scope.hasCounter
                ? read + [
                    OperationAccess(.iam, "CreateRole", on: role).and("iam:TagRole", on: role),
                    OperationAccess(.iam, "TagRole", on: role),
                    OperationAccess(.iam, "UpdateAssumeRolePolicy", on: role),
                    OperationAccess(.iam, "PutRolePolicy", on: role),
                ] : delete,
            destroy: delete)
    }
}
