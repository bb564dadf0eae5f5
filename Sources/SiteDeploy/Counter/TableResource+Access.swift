// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension TableResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let table = scope.table
        let describe = OperationAccess(.dynamoDB, "DescribeTable", on: table)
        let tags = OperationAccess(.dynamoDB, "ListTagsOfResource", on: table)
        let update = OperationAccess(.dynamoDB, "UpdateTable", on: table)
        let tag = OperationAccess(.dynamoDB, "TagResource", on: table)
        return AccessDeclaration(
            read: [describe, tags],
            // Without a counter it stays, for its counts.
            deploy: scope.hasCounter
                ? [
                    describe, tags, update, tag,
                    OperationAccess(.dynamoDB, "CreateTable", on: table).and("dynamodb:TagResource", on: table),
                ] : [],
            destroy: scope.deletesData
                ? [describe, update, OperationAccess(.dynamoDB, "DeleteTable", on: table)] : [])
    }
}
