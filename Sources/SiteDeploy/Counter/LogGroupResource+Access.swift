// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension LogGroupResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let group = scope.logGroup
        let tags = scope.logGroupTags
        let read: [OperationAccess] = [
            OperationAccess(.logs, "DescribeLogGroups", on: scope.lists),
            OperationAccess(.logs, "ListTagsForResource", on: tags),
            // Whether Lambda made it for our function.
            OperationAccess(.lambda, "GetFunction", on: scope.function).and("lambda:ListTags", on: scope.function),
        ]
        let delete = [OperationAccess(.logs, "DeleteLogGroup", on: group)]
        return AccessDeclaration(
            read: read,
            deploy: scope.hasCounter
                ? read + [
                    OperationAccess(.logs, "CreateLogGroup", on: group).and("logs:TagResource", on: tags),
                    OperationAccess(.logs, "TagResource", on: tags),
                    OperationAccess(.logs, "PutRetentionPolicy", on: group),
                ] : delete,
            destroy: delete)
    }
}
