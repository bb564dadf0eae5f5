// SPDX-License-Identifier: Apache-2.0

/// Finds the endpoint of a service in a region by AWS's naming pattern.
///
/// | Variant | Host |
/// |---|---|
/// | plain | `{service}.{region}.{suffix}`, global services `{service}.{suffix}` |
/// | FIPS | `{service}-fips.{region}.{suffix}` |
/// | dual-stack | `{service}.{region}.{dual-stack suffix}`, S3 `s3.dualstack.{region}.{suffix}` |
/// | AWS Sign-In, plain | `{region}.signin.{suffix of the console}` |
///
/// No table of regions is kept: a region that AWS opens tomorrow works.
///
/// AWS reference: AWS General Reference, "Service endpoints and quotas".
package struct EndpointResolver: Sendable, Hashable {
    /// Whether to use hosts that have IPv6 addresses too.
    package var usesDualStack: Bool
    /// Whether to use hosts whose cryptography is certified (FIPS 140).
    package var usesFIPS: Bool

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - usesDualStack: Whether to use hosts that have IPv6 addresses too.
    ///   - usesFIPS: Whether to use hosts with certified cryptography.
    package init(usesDualStack: Bool = false, usesFIPS: Bool = false) {
        self.usesDualStack = usesDualStack
        self.usesFIPS = usesFIPS
    }

    /// The endpoint of a service.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - region: The region to work in; a global service takes the partition from it.
    ///   - override: An address that was chosen instead; only the region of the signature is then taken from the rules.
    /// - Returns: The endpoint; for S3 without a bucket in it.
    package func endpoint(for service: AWSService, region: String, override: EndpointURL? = nil) -> Endpoint {
        let partition = AWSPartition.of(region: region)
        let signingRegion = service.isGlobal ? Self.globalRegion(of: service, in: partition) : region
        if let override {
            return Endpoint(
                scheme: override.scheme, host: override.host, port: override.port, basePath: override.path,
                signingRegion: signingRegion, isOverridden: true)
        }
        let host =
            service.isGlobal
            ? globalHost(of: service, in: partition)
            : regionalHost(of: service, region: region, partition: partition)
        return Endpoint(host: host, signingRegion: signingRegion)
    }

    private func regionalHost(of service: AWSService, region: String, partition: AWSPartition) -> String {
        let fips = usesFIPS ? "-fips" : ""
        if service == .s3 {
            return "s3\(fips)\(usesDualStack ? ".dualstack" : "").\(region).\(partition.dnsSuffix)"
        }
        if service == .signIn, !usesDualStack, !usesFIPS || partition == .govCloud {
            return signInHost(region: region, partition: partition)
        }
        if usesFIPS, !usesDualStack, partition == .govCloud, Self.hasPlainFIPSHostInGovCloud(service) {
            return "\(service.hostPrefix).\(region).\(partition.dnsSuffix)"
        }
        return
            "\(service.hostPrefix)\(fips).\(region).\(usesDualStack ? partition.dualStackSuffix : partition.dnsSuffix)"
    }

    /// AWS Sign-In lives beside the console, under the console's names.
    private func signInHost(region: String, partition: AWSPartition) -> String {
        guard usesFIPS else { return "\(region).signin.\(partition.consoleSuffix)" }
        let prefix = region == partition.mainRegion ? "" : "\(region)."
        return "\(prefix)signin-fips.\(partition.consoleSuffix)"
    }

    private func globalHost(of service: AWSService, in partition: AWSPartition) -> String {
        let fips = usesFIPS ? "-fips" : ""
        let prefix = service.hostPrefix
        let suffix = usesDualStack ? partition.dualStackSuffix : partition.dnsSuffix
        switch (service, partition) {
        case (.iam, .govCloud), (.route53, .govCloud):
            return "\(prefix).us-gov.\(suffix)"
        case (_, .aws) where usesDualStack:
            return "\(prefix)\(fips).global.\(suffix)"
        case (.iam, _) where usesDualStack && !usesFIPS, (.route53, _) where usesDualStack && !usesFIPS:
            return "\(prefix).global.\(suffix)"
        case (.cloudFront, .china) where !usesDualStack:
            return "\(prefix)\(fips).cn-northwest-1.\(suffix)"
        case (.iam, .china) where !usesDualStack && !usesFIPS,
            (.iam, .europeanSovereign) where !usesDualStack && !usesFIPS:
            return "\(prefix).\(partition.mainRegion).\(suffix)"
        default:
            return "\(prefix)\(fips).\(suffix)"
        }
    }

    private static func globalRegion(of service: AWSService, in partition: AWSPartition) -> String {
        switch (service, partition) {
        case (.cloudFront, .china), (.route53, .china): "cn-northwest-1"
        default: partition.mainRegion
        }
    }

    private static func hasPlainFIPSHostInGovCloud(_ service: AWSService) -> Bool {
        switch service {
        case .dynamoDB, .sts, .acm, .logs, .sso, .ssoOIDC: true
        default: false
        }
    }
}

extension AWSService {
    /// The first label of the service's host names.
    fileprivate var hostPrefix: String {
        switch self {
        case .s3: "s3"
        case .cloudFront: "cloudfront"
        case .route53: "route53"
        case .iam: "iam"
        case .sts: "sts"
        case .acm: "acm"
        case .apiGateway: "apigateway"
        case .lambda: "lambda"
        case .dynamoDB: "dynamodb"
        case .logs: "logs"
        case .tagging: "tagging"
        case .sso: "portal.sso"
        case .ssoOIDC: "oidc"
        case .signIn: "signin"
        }
    }
}
