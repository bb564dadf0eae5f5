// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension DistributionResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let distribution = scope.distribution
        let get = OperationAccess(.cloudFront, "GetDistribution", on: distribution)
        let update = OperationAccess(.cloudFront, "UpdateDistribution", on: distribution)
        let read: [OperationAccess] = [
            OperationAccess(.cloudFront, "ListDistributions", on: scope.lists),
            OperationAccess(.cloudFront, "ListTagsForResource", on: scope.distributionTags), get,
        ]
        return AccessDeclaration(
            read: read,
            deploy: read + [
                OperationAccess(
                    .cloudFront, "CreateDistributionWithTags", "cloudfront:CreateDistribution",
                    on: scope.distributionCreation
                ).and("cloudfront:TagResource", on: scope.distributionTagging),
                OperationAccess(.cloudFront, "TagResource", on: scope.distributionTagging), update,
            ],
            destroy: [get, update, OperationAccess(.cloudFront, "DeleteDistribution", on: distribution)])
    }
}
