// SPDX-License-Identifier: Apache-2.0

package import AWSWire
package import Reconcile
internal import SiteConfig

/// The part of a distribution's configuration that resumectl manages.
///
/// Everything else in the live configuration is kept as it is, unknown elements included.
package struct DistributionSettings: Sendable, Equatable {
    /// The ids of the two origins within the distribution.
    package static let siteOriginID = "site"
    package static let apiOriginID = "api"

    /// A path of the site that the API answers.
    package struct APIRoute: Sendable, Equatable {
        /// Such as `/api/*`.
        package var pathPattern: String
        /// The host of the API, `nil` when the API does not exist yet.
        package var domainName: String?
    }

    /// The certificate for the aliases.
    package struct Certificate: Sendable, Equatable {
        /// `nil` when it does not exist yet.
        package var arn: String?
        package var minimumProtocolVersion: String
    }

    /// Up to 128 characters; also how the distribution is found again.
    package var comment: String
    package var isEnabled: Bool
    /// In ascending order, lower case.
    package var aliases: [String]
    /// `nil` for CloudFront's own certificate and domain name.
    package var certificate: Certificate?
    package var defaultRootObject: String
    package var priceClass: String
    package var httpVersion: String
    package var isIPv6Enabled: Bool
    /// The bucket's regional host name.
    package var bucketDomainName: String
    /// `nil` when it does not exist yet.
    package var originAccessControlID: String?
    /// The viewer-request function, `nil` for none.
    package var viewerRequestFunctionARN: String?
    /// `nil`: no part of the site is answered by the API.
    package var apiRoute: APIRoute?
    /// The path of the page for unknown addresses, such as `/404.html`; `nil` for CloudFront's own.
    package var notFoundPath: String?
    /// How the behaviors treat requests, by name; the same for every site, so that changes from elsewhere are seen.
    package var behaviors: [String: String]

    package init(
        comment: String, aliases: [String], certificate: Certificate?, defaultRootObject: String, priceClass: String,
        httpVersion: String, bucketDomainName: String, originAccessControlID: String?,
        viewerRequestFunctionARN: String?, apiRoute: APIRoute?, notFoundPath: String?
    ) {
        self.comment = comment
        self.isEnabled = true
        self.aliases = aliases.sorted()
        self.certificate = certificate
        self.defaultRootObject = defaultRootObject
        self.priceClass = priceClass
        self.httpVersion = httpVersion
        self.isIPv6Enabled = true
        self.bucketDomainName = bucketDomainName
        self.originAccessControlID = originAccessControlID
        self.viewerRequestFunctionARN = viewerRequestFunctionARN
        self.apiRoute = apiRoute
        self.notFoundPath = notFoundPath
        // Read back from what would be written, so that the two cannot differ.
        self.behaviors = [:]
        self.behaviors = Self.behaviors(of: newConfig(callerReference: ""))
    }
}

extension DistributionSettings {
    /// Reads the managed part of a live configuration.
    package init(live config: XMLTree) {
        comment = config.text(at: "Comment") ?? ""
        isEnabled = config.bool(at: "Enabled") ?? false
        aliases = config.all(at: "Aliases/Items/CNAME").map { $0.text.lowercased() }.sorted()
        if let arn = config.text(at: "ViewerCertificate/ACMCertificateArn") {
            certificate = Certificate(
                arn: arn,
                minimumProtocolVersion: config.text(at: "ViewerCertificate/MinimumProtocolVersion") ?? "")
        }
        defaultRootObject = config.text(at: "DefaultRootObject") ?? ""
        priceClass = config.text(at: "PriceClass") ?? "PriceClass_All"
        httpVersion = (config.text(at: "HttpVersion") ?? "http2").lowercased()
        isIPv6Enabled = config.bool(at: "IsIPV6Enabled") ?? false

        let origins = config.all(at: "Origins/Items/Origin")
        let behavior = config.first("DefaultCacheBehavior")
        // A default behavior that targets another origin shows as a bucket that differs.
        let site = origins.first { $0.text(at: "Id") == behavior?.text(at: "TargetOriginId") }
        bucketDomainName = site?.text(at: "DomainName") ?? ""
        originAccessControlID = site?.text(at: "OriginAccessControlId") ?? ""
        viewerRequestFunctionARN =
            behavior?.all(at: "FunctionAssociations/Items/FunctionAssociation")
            .first { $0.text(at: "EventType") == "viewer-request" }?.text(at: "FunctionARN")

        let api = origins.first { $0.text(at: "Id") == Self.apiOriginID }
        let route = config.all(at: "CacheBehaviors/Items/CacheBehavior")
            .first { $0.text(at: "TargetOriginId") == Self.apiOriginID }
        if api != nil || route != nil {
            apiRoute = APIRoute(
                pathPattern: route?.text(at: "PathPattern") ?? "", domainName: api?.text(at: "DomainName") ?? "")
        }
        notFoundPath = config.all(at: "CustomErrorResponses/Items/CustomErrorResponse")
            .first { $0.text(at: "ErrorCode") == "404" }?.text(at: "ResponsePagePath")
        behaviors = Self.behaviors(of: config)
    }

    /// The ARN of a Lambda@Edge function that runs for viewers' requests or answers of the whole site, `nil` for none.
    static func viewerLambda(in config: XMLTree) -> String? {
        config.all(at: "DefaultCacheBehavior/LambdaFunctionAssociations/Items/LambdaFunctionAssociation")
            .first { $0.text(at: "EventType")?.hasPrefix("viewer-") == true }?.text(at: "LambdaFunctionARN")
    }

    private static func behaviors(of config: XMLTree) -> [String: String] {
        var settings: [String: String] = [:]
        func read(_ behavior: XMLTree?, as name: String) {
            guard let behavior else { return }
            for element in ["ViewerProtocolPolicy", "Compress", "CachePolicyId", "OriginRequestPolicyId"] {
                settings["\(name).\(element)"] = behavior.text(at: element)
            }
            settings["\(name).AllowedMethods"] =
                DistributionSchema.items(of: behavior.first("AllowedMethods")).map(\.text).sorted()
                .joined(separator: ", ")
        }
        read(config.first("DefaultCacheBehavior"), as: "defaultBehavior")
        read(
            config.all(at: "CacheBehaviors/Items/CacheBehavior")
                .first { $0.text(at: "TargetOriginId") == apiOriginID }, as: "apiBehavior")
        return settings
    }

    /// Compares live settings with these, which are the desired ones.
    ///
    /// - Parameter live: The managed part of the live configuration.
    /// - Returns: What differs, in the order of the configuration.
    package func differences(from live: DistributionSettings) -> PropertyComparison {
        var comparison = PropertyComparison()
        comparison.compare("comment", live: live.comment, desired: comment)
        comparison.compare("enabled", live: live.isEnabled, desired: isEnabled)
        comparison.compare("aliases", live: live.aliases, desired: aliases)
        switch (live.certificate, certificate) {
        case (nil, nil): break
        case (let old, let new?):
            comparison.compare("certificate", live: old?.arn, reference: new.arn)
            comparison.compare(
                "minimumProtocolVersion", live: old?.minimumProtocolVersion, desired: new.minimumProtocolVersion)
        case (let old?, nil):
            comparison.note("certificate", old: old.arn, new: .known("CloudFront's own"))
        }
        comparison.compare("defaultRootObject", live: live.defaultRootObject, desired: defaultRootObject)
        comparison.compare("priceClass", live: live.priceClass, desired: priceClass)
        comparison.compare("httpVersion", live: live.httpVersion, desired: httpVersion)
        comparison.compare("ipv6", live: live.isIPv6Enabled, desired: isIPv6Enabled)
        comparison.compare("origin", live: live.bucketDomainName, desired: bucketDomainName)
        comparison.compare("originAccessControl", live: live.originAccessControlID, reference: originAccessControlID)
        Self.compareOptional(
            &comparison, "viewerRequestFunction", live.viewerRequestFunctionARN, viewerRequestFunctionARN)
        Self.compareOptional(&comparison, "apiPath", live.apiRoute?.pathPattern, apiRoute?.pathPattern)
        if let apiRoute {
            comparison.compare("apiOrigin", live: live.apiRoute?.domainName, reference: apiRoute.domainName)
        }
        Self.compareOptional(&comparison, "notFoundPage", live.notFoundPath, notFoundPath)
        for name in Set(live.behaviors.keys).union(behaviors.keys).sorted() {
            // A behavior that comes or goes is told by its path.
            guard live.apiRoute != nil && apiRoute != nil || !name.hasPrefix("apiBehavior.") else { continue }
            Self.compareOptional(&comparison, name, live.behaviors[name], behaviors[name])
        }
        return comparison
    }

    private static func compareOptional(
        _ comparison: inout PropertyComparison, _ name: String, _ live: String?, _ desired: String?
    ) {
        guard live != desired else { return }
        comparison.note(name, old: live, new: desired.map(PlannedValue.known) ?? .removed)
    }
}
