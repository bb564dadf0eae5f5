// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// The AWS Resource Groups Tagging API: finds the tagged resources of a region.
///
/// It is an index that lags behind and knows no IAM roles: confirm each hit with the resource's own service. Distributions
/// and hosted zones are in us-east-1.
///
/// AWS reference: AWS Resource Groups Tagging API Reference, version 2017-01-26.
package struct TaggingClient: ServiceClient {
    package let caller: any ServiceCaller

    /// Makes a client for the caller's region.
    ///
    /// - Parameter caller: Calls `AWSService.tagging`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// Finds resources by a tag.
    ///
    /// - Parameters:
    ///   - key: The tag's key.
    ///   - values: The values to find; empty for any.
    ///   - types: Such as `apigateway:apis` or `acm:certificate`; empty for all.
    /// - Returns: ARNs and tags, fetched page by page. Iterating throws `AWSError` with
    ///   `PaginationTokenExpiredException` when it takes longer than 15 minutes.
    ///
    /// AWS reference: AWS Resource Groups Tagging API Reference, "GetResources".
    package func getResources(
        taggedWith key: String, values: [String], types: [String] = []
    ) -> PagedSequence<TaggedResource> {
        PagedSequence("GetResources", of: caller.service) { (token: String?) in
            let filter: [String: JSONValue?] = ["Key": .string(key), "Values": .textsUnlessEmpty(values)]
            let answer = try await json(
                .targetJSON(
                    "GetResources", target: "ResourceGroupsTaggingAPI_20170126", version: "1.1",
                    input: [
                        "TagFilters": [.members(filter)], "ResourceTypeFilters": .textsUnlessEmpty(types),
                        "ResourcesPerPage": 100, "PaginationToken": token.map { .string($0) },
                    ], subject: "tag \(key)"))
            let resources = try answer.objects("ResourceTagMappingList").map { mapping in
                TaggedResource(arn: try mapping.arn("ResourceARN"), tags: try Tags.read(mapping.objects("Tags")))
            }
            // The last page has an empty token.
            let next = try answer.textIfPresent("PaginationToken").flatMap { $0.isEmpty ? nil : $0 }
            return (resources, next)
        }
    }
}

/// A resource in the index of tags.
package struct TaggedResource: Sendable, Equatable {
    package var arn: ARN
    package var tags: [String: String]
}
