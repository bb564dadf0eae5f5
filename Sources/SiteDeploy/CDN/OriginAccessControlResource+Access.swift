// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension OriginAccessControlResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let control = scope.originAccessControl
        let list = OperationAccess(.cloudFront, "ListOriginAccessControls", on: scope.lists)
        let get = OperationAccess(.cloudFront, "GetOriginAccessControl", on: control)
        return AccessDeclaration(
            read: [list],
            deploy: [
                list, get,
                OperationAccess(.cloudFront, "CreateOriginAccessControl", on: scope.cloudFrontCreation),
                OperationAccess(.cloudFront, "UpdateOriginAccessControl", on: control),
            ],
            destroy: [get, OperationAccess(.cloudFront, "DeleteOriginAccessControl", on: control)])
    }
}
