// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension InvokePermissionResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let read = [OperationAccess(.lambda, "GetPolicy", on: scope.function)]
        guard scope.hasCounter else { return AccessDeclaration(read: read) }
        return AccessDeclaration(
            read: read,
            deploy: read + [
                OperationAccess(.lambda, "AddPermission", on: scope.invokePermission),
                OperationAccess(.lambda, "RemovePermission", on: scope.function),
            ])
    }
}
