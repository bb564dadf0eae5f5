// SPDX-License-Identifier: Apache-2.0

/// A separate set of AWS regions with its own accounts, host names and ARNs.
package struct AWSPartition: Sendable, Hashable {
    /// The second part of every ARN: `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`.
    package let id: String
    /// What host names end with.
    package let dnsSuffix: String
    /// What host names that also have IPv6 addresses end with.
    package let dualStackSuffix: String
    /// What the host names of the console and of AWS Sign-In end with.
    let consoleSuffix: String
    /// The region that global services sign for, unless a service has its own.
    package let mainRegion: String

    /// The partition of most accounts.
    package static let aws = AWSPartition(
        id: "aws", dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws",
        consoleSuffix: "aws.amazon.com", mainRegion: "us-east-1")
    /// China, run by Sinnet and NWCD.
    package static let china = AWSPartition(
        id: "aws-cn", dnsSuffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn",
        consoleSuffix: "amazonaws.cn", mainRegion: "cn-north-1")
    /// GovCloud (US).
    package static let govCloud = AWSPartition(
        id: "aws-us-gov", dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws",
        consoleSuffix: "amazonaws-us-gov.com", mainRegion: "us-gov-west-1")
    /// European Sovereign Cloud.
    package static let europeanSovereign = AWSPartition(
        id: "aws-eusc", dnsSuffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu",
        consoleSuffix: "amazonaws-eusc.eu", mainRegion: "eusc-de-east-1")

    /// The partition that a region belongs to, told by the region's prefix, so that regions yet to come work too.
    ///
    /// - Parameter region: A region such as `eu-central-1`.
    /// - Returns: Its partition; `aws` unless the prefix says otherwise.
    package static func of(region: String) -> AWSPartition {
        if region.hasPrefix("cn-") { return .china }
        if region.hasPrefix("us-gov-") { return .govCloud }
        if region.hasPrefix("eusc-") { return .europeanSovereign }
        return .aws
    }

    /// The partition that an ARN names, `aws` when it names none that is known.
    ///
    /// - Parameter arn: An ARN such as `arn:aws-cn:iam::123456789012:role/deploy`.
    /// - Returns: Its partition.
    package static func of(arn: String) -> AWSPartition {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return [.china, .govCloud, .europeanSovereign].first { parts.count > 1 && $0.id == parts[1] } ?? .aws
    }

    /// Whether a region lies in one of AWS's isolated partitions (`us-iso-`, `us-isob-`, `us-isof-`, `eu-isoe-`), whose
    /// host names are not kept here: they are reached from closed networks alone.
    ///
    /// - Parameter region: A region such as `us-iso-east-1`.
    /// - Returns: Whether it does; nothing may be sent for it.
    package static func isIsolated(region: String) -> Bool {
        region.hasPrefix("us-iso") || region.hasPrefix("eu-iso")
    }
}
