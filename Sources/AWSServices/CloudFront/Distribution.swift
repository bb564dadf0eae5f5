// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

package import AWSWire

/// A distribution with its whole configuration, as `GetDistribution` answers.
package struct LiveDistribution: Sendable, Equatable {
    package var id: String
    package var arn: ARN
    /// Such as `d111111abcdef8.cloudfront.net`.
    package var domainName: String
    package var status: DistributionStatus
    /// The version of the configuration; an update or delete must send it back.
    package var etag: String
    package var lastModified: Date
    /// How many invalidations are running.
    package var inProgressInvalidations: Int
    /// The whole `DistributionConfig` element, with what resumectl does not know, ready to be edited and sent back. It
    /// declares no namespace of its own.
    package var config: XMLTree
}

/// A distribution in a list. The list shows no caller reference and no tags.
package struct DistributionSummary: Sendable, Equatable {
    package var id: String
    package var arn: ARN
    /// Such as `d111111abcdef8.cloudfront.net`.
    package var domainName: String
    package var status: DistributionStatus
    package var isEnabled: Bool
    /// The host names that it answers to besides its own.
    package var aliases: [String]
    package var comment: String
    /// The domain names of its origins, such as `my-site.s3.eu-west-1.amazonaws.com`.
    package var originDomainNames: [String]
}

/// How far a change of a distribution has come.
package struct DistributionStatus: OpenEnum {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// On its way to the edge locations, mostly for minutes.
    package static let inProgress = Self(rawValue: "InProgress")
    /// In use everywhere.
    package static let deployed = Self(rawValue: "Deployed")
}

extension LiveDistribution {
    /// Reads a `Distribution` element and the `ETag` header beside it.
    init(xml: XMLReader, etag: String) throws {
        id = try xml.text("Id")
        arn = try xml.arn("ARN")
        domainName = try xml.text("DomainName")
        status = DistributionStatus(rawValue: try xml.text("Status"))
        self.etag = etag
        lastModified = try xml.date("LastModifiedTime")
        inProgressInvalidations = try xml.int("InProgressInvalidationBatches")
        config = try xml.element("DistributionConfig").tree.withoutNamespace
    }
}

extension DistributionSummary {
    /// Reads a `DistributionSummary` element.
    init(xml: XMLReader) throws {
        id = try xml.text("Id")
        arn = try xml.arn("ARN")
        domainName = try xml.text("DomainName")
        status = DistributionStatus(rawValue: xml.textIfPresent("Status") ?? "")
        isEnabled = try xml.boolIfPresent("Enabled") ?? false
        aliases = xml.all("Aliases/Items/CNAME").map(\.tree.text)
        comment = xml.textIfPresent("Comment") ?? ""
        originDomainNames = try xml.all("Origins/Items/Origin").map { try $0.text("DomainName") }
    }
}
