// SPDX-License-Identifier: Apache-2.0

package import AWSWire

extension DistributionSettings {
    /// A new configuration with these settings.
    ///
    /// - Parameter callerReference: The idempotency token of the create call; it can never change.
    /// - Returns: The `DistributionConfig` element, without a namespace.
    package func newConfig(callerReference: String) -> XMLTree {
        var config = XMLTree("DistributionConfig", [XMLTree("CallerReference", callerReference)])
        write(to: &config)
        return config
    }

    /// Writes these settings into a configuration and leaves everything else in it as it is.
    ///
    /// - Parameter config: The `DistributionConfig` element as it was read.
    package func write(to config: inout XMLTree) {
        let order = DistributionSchema.configOrder
        func put(_ child: XMLTree) { config.replaceOrInsert(child, in: order) }

        put(DistributionSchema.list("Aliases", aliases.map { XMLTree("CNAME", $0) }))
        put(XMLTree("DefaultRootObject", defaultRootObject))
        put(origins(in: config))
        put(defaultBehavior(in: config))
        put(cacheBehaviors(in: config))
        put(errorResponses(in: config))
        put(XMLTree("Comment", comment))
        put(XMLTree("PriceClass", priceClass))
        put(XMLTree("Enabled", isEnabled))
        put(viewerCertificate(in: config))
        put(XMLTree("HttpVersion", httpVersion))
        put(XMLTree("IsIPV6Enabled", isIPv6Enabled))
    }

    private func origins(in config: XMLTree) -> XMLTree {
        var items = DistributionSchema.items(of: config.first("Origins"))

        var site = items.first { $0.text(at: "Id") == Self.siteOriginID } ?? Self.newOrigin(Self.siteOriginID)
        site.replaceOrInsert(XMLTree("DomainName", bucketDomainName), in: DistributionSchema.originOrder)
        DistributionSchema.complete(
            &site, with: DistributionSchema.originDefaults, in: DistributionSchema.originOrder)
        // CloudFront refuses the access control beside another kind of origin, and beside an origin access identity.
        for other in ["CustomOriginConfig", "VpcOriginConfig"] { site.remove(other) }
        // Demanded even though access goes by the origin access control.
        var access = site.first("S3OriginConfig") ?? XMLTree("S3OriginConfig")
        access.replaceOrInsert(XMLTree("OriginAccessIdentity", ""), in: ["OriginAccessIdentity"])
        site.replaceOrInsert(access, in: DistributionSchema.originOrder)
        site.replaceOrInsert(
            XMLTree("OriginAccessControlId", originAccessControlID ?? ""), in: DistributionSchema.originOrder)
        Self.put(site, into: &items, id: Self.siteOriginID)

        if let apiRoute {
            var api = items.first { $0.text(at: "Id") == Self.apiOriginID } ?? Self.newOrigin(Self.apiOriginID)
            api.replaceOrInsert(XMLTree("DomainName", apiRoute.domainName ?? ""), in: DistributionSchema.originOrder)
            DistributionSchema.complete(
                &api, with: DistributionSchema.originDefaults, in: DistributionSchema.originOrder)
            if api.first("CustomOriginConfig") == nil {
                api.replaceOrInsert(Self.apiOriginConfig, in: DistributionSchema.originOrder)
            }
            Self.put(api, into: &items, id: Self.apiOriginID)
        } else {
            items.removeAll { $0.text(at: "Id") == Self.apiOriginID }
        }
        return DistributionSchema.list("Origins", items)
    }

    private static func newOrigin(_ id: String) -> XMLTree {
        XMLTree("Origin", [XMLTree("Id", id)])
    }

    private static let apiOriginConfig = XMLTree(
        "CustomOriginConfig",
        [
            XMLTree("HTTPPort", 80),
            XMLTree("HTTPSPort", 443),
            XMLTree("OriginProtocolPolicy", "https-only"),
            DistributionSchema.list("OriginSslProtocols", [XMLTree("SslProtocol", "TLSv1.2")]),
            XMLTree("OriginReadTimeout", 30),
            XMLTree("OriginKeepaliveTimeout", 5),
        ])

    private static func put(_ origin: XMLTree, into items: inout [XMLTree], id: String) {
        if let index = items.firstIndex(where: { $0.text(at: "Id") == id }) {
            items[index] = origin
        } else {
            items.append(origin)
        }
    }

    private func defaultBehavior(in config: XMLTree) -> XMLTree {
        var behavior = config.first("DefaultCacheBehavior") ?? XMLTree("DefaultCacheBehavior")
        Self.writeBehavior(
            &behavior, origin: Self.siteOriginID, methods: DistributionSchema.readMethods,
            cachePolicy: ManagedPolicy.cachingOptimized, originRequestPolicy: nil)
        let associations = Self.otherAssociations(of: behavior)
        let ours = viewerRequestFunctionARN.map {
            XMLTree(
                "FunctionAssociation", [XMLTree("FunctionARN", $0), XMLTree("EventType", "viewer-request")])
        }
        behavior.replaceOrInsert(
            DistributionSchema.list("FunctionAssociations", associations + [ours].compactMap { $0 }),
            in: DistributionSchema.behaviorOrder)
        return behavior
    }

    private static func otherAssociations(of behavior: XMLTree) -> [XMLTree] {
        DistributionSchema.items(of: behavior.first("FunctionAssociations"))
            .filter { $0.text(at: "EventType") != "viewer-request" }
    }

    private func cacheBehaviors(in config: XMLTree) -> XMLTree {
        var items = DistributionSchema.items(of: config.first("CacheBehaviors"))
        let index = items.firstIndex { $0.text(at: "TargetOriginId") == Self.apiOriginID }
        guard let apiRoute else {
            items.removeAll { $0.text(at: "TargetOriginId") == Self.apiOriginID }
            return DistributionSchema.list("CacheBehaviors", items)
        }
        var behavior = index.map { items[$0] } ?? XMLTree("CacheBehavior")
        behavior.replaceOrInsert(
            XMLTree("PathPattern", apiRoute.pathPattern), in: DistributionSchema.behaviorOrder)
        Self.writeBehavior(
            &behavior, origin: Self.apiOriginID, methods: DistributionSchema.allMethods,
            cachePolicy: ManagedPolicy.cachingDisabled, originRequestPolicy: ManagedPolicy.allViewerExceptHostHeader)
        if let index {
            items[index] = behavior
        } else {
            // The API's path goes before patterns of other people, which may be wider.
            items.insert(behavior, at: 0)
        }
        return DistributionSchema.list("CacheBehaviors", items)
    }

    private static func writeBehavior(
        _ behavior: inout XMLTree, origin: String, methods: XMLTree, cachePolicy: String, originRequestPolicy: String?
    ) {
        DistributionSchema.complete(
            &behavior, with: DistributionSchema.behaviorDefaults, in: DistributionSchema.behaviorOrder)
        // The settings from before cache policies exclude them.
        for legacy in ["ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL"] { behavior.remove(legacy) }
        var fixed = [
            XMLTree("TargetOriginId", origin),
            XMLTree("ViewerProtocolPolicy", "redirect-to-https"),
            methods,
            XMLTree("Compress", true),
            XMLTree("CachePolicyId", cachePolicy),
        ]
        if let originRequestPolicy {
            fixed.append(XMLTree("OriginRequestPolicyId", originRequestPolicy))
        } else {
            behavior.remove("OriginRequestPolicyId")
        }
        if behavior.first("ResponseHeadersPolicyId") == nil {
            fixed.append(XMLTree("ResponseHeadersPolicyId", ManagedPolicy.securityHeaders))
        }
        for child in fixed { behavior.replaceOrInsert(child, in: DistributionSchema.behaviorOrder) }
    }

    private func errorResponses(in config: XMLTree) -> XMLTree {
        var items = DistributionSchema.items(of: config.first("CustomErrorResponses"))
            .filter { $0.text(at: "ErrorCode") != "404" }
        if let notFoundPath {
            items.append(
                XMLTree(
                    "CustomErrorResponse",
                    [
                        XMLTree("ErrorCode", 404),
                        XMLTree("ResponsePagePath", notFoundPath),
                        XMLTree("ResponseCode", "404"),
                        XMLTree("ErrorCachingMinTTL", 10),
                    ]))
        }
        return DistributionSchema.list("CustomErrorResponses", items)
    }

    private func viewerCertificate(in config: XMLTree) -> XMLTree {
        if let live = config.first("ViewerCertificate"), DistributionSettings(live: config).certificate == certificate {
            return live
        }
        guard let certificate else {
            return XMLTree(
                "ViewerCertificate",
                [XMLTree("CloudFrontDefaultCertificate", true), XMLTree("MinimumProtocolVersion", "TLSv1")])
        }
        return XMLTree(
            "ViewerCertificate",
            [
                XMLTree("ACMCertificateArn", certificate.arn ?? ""),
                XMLTree("SSLSupportMethod", "sni-only"),
                XMLTree("MinimumProtocolVersion", certificate.minimumProtocolVersion),
            ])
    }
}
