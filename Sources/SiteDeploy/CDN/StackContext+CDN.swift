// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import SiteConfig

extension StackContext {
    /// The bucket's name.
    package var bucketName: String { config.bucketName(account: account.id, region: account.region) }

    /// The host that CloudFront fetches from: the bucket's REST endpoint in its region.
    package var bucketDomainName: String {
        "\(bucketName).s3.\(account.region).\(account.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com")"
    }

    /// The ARN of the viewer-request function; CloudFront functions have one as soon as they have a name.
    package var edgeFunctionARN: ARN {
        ARN(
            partition: account.partition, service: "cloudfront", region: "", account: account.id,
            resource: "function/\(config.edgeFunctionName)")
    }

    /// The paths of the site that the API answers: its route's first folder, or the route itself at the top.
    package var apiPathPattern: String { config.counter?.pathPattern ?? "" }
}
