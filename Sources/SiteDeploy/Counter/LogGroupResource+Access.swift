// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension LogGroupResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let group = scope.logGroup
        let read: [OperationAccess] = [
            OperationAccess(.logs, "DescribeLogGroups", on: scope.lists),
            OperationAccess(.logs, "ListTagsForResource", on: group),
            // Whether Lambda made it for our function.
            OperationAccess(.lambda, "GetFunction", on: scope.function).and("lambda:ListTags", on: scope.function),
        ]
        let delete = [OperationAccess(.logs, "DeleteLogGroup", on: group)]
        return AccessDeclaration(
            read: read,
            deploy: scope.hasCounter
                ? read + [
                    OperationAccess(.logs, "CreateLogGroup", on: group).and("logs:TagResource", on: group),
                    OperationAccess(.logs, "TagResource", on: group),
                    OperationAccess(.logs, "PutRetentionPolicy", on: group),
                ] : delete,
            destroy: delete)
    }
}
