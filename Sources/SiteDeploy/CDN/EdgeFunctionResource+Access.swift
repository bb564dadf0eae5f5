// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension EdgeFunctionResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let function = scope.edgeFunction
        let describe = OperationAccess(.cloudFront, "DescribeFunction", on: function)
        let code = OperationAccess(.cloudFront, "GetFunction", on: function)
        let delete = [describe, OperationAccess(.cloudFront, "DeleteFunction", on: function)]
        return AccessDeclaration(
            read: [describe, code],
            deploy: scope.hasEdgeFunction
                ? [
                    describe, code,
                    OperationAccess(.cloudFront, "CreateFunction", on: scope.cloudFrontCreation)
                        .and("cloudfront:TagResource", on: function),
                    OperationAccess(.cloudFront, "UpdateFunction", on: function),
                    OperationAccess(.cloudFront, "PublishFunction", on: function),
                ] : delete,
            destroy: delete)
    }
}
