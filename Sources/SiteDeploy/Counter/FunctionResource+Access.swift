// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension FunctionResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let function = scope.function
        // Lambda leaves the tags out for those who may not list them.
        let get = OperationAccess(.lambda, "GetFunction", on: function).and("lambda:ListTags", on: function)
        let delete = [OperationAccess(.lambda, "DeleteFunction", on: function)]
        return AccessDeclaration(
            read: [get],
            deploy: scope.hasCounter
                ? [
                    get,
                    OperationAccess(.lambda, "CreateFunction", on: function).and("lambda:TagResource", on: function)
                        .and("iam:PassRole", on: scope.passRole),
                    OperationAccess(.lambda, "TagResource", on: function),
                    OperationAccess(.lambda, "UpdateFunctionCode", on: function),
                    OperationAccess(.lambda, "UpdateFunctionConfiguration", on: function)
                        .and("iam:PassRole", on: scope.passRole),
                ] + delete : delete,
            destroy: delete)
    }
}
