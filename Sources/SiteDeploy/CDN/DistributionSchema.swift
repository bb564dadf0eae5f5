// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

/// The order of elements that CloudFront's schema wants, and lists in its `Quantity` and `Items` form.
///
/// AWS reference: Amazon CloudFront API Reference, "DistributionConfig".
enum DistributionSchema {
    static let configOrder = [
        "CallerReference", "Aliases", "DefaultRootObject", "Origins", "OriginGroups", "DefaultCacheBehavior",
        "CacheBehaviors", "CustomErrorResponses", "Comment", "Logging", "PriceClass", "Enabled", "ViewerCertificate",
        "Restrictions", "WebACLId", "HttpVersion", "IsIPV6Enabled", "ContinuousDeploymentPolicyId", "Staging",
        "AnycastIpListId", "TenantConfig", "ConnectionMode", "ViewerMtlsConfig", "ConnectionFunctionAssociation",
        "CacheTagConfig",
    ]

    static let originOrder = [
        "Id", "DomainName", "OriginPath", "CustomHeaders", "S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig",
        "ConnectionAttempts", "ConnectionTimeout", "ResponseCompletionTimeout", "OriginShield", "OriginAccessControlId",
    ]

    static let behaviorOrder = [
        "PathPattern", "TargetOriginId", "TrustedSigners", "TrustedKeyGroups", "ViewerProtocolPolicy", "AllowedMethods",
        "SmoothStreaming", "Compress", "LambdaFunctionAssociations", "FunctionAssociations", "FieldLevelEncryptionId",
        "RealtimeLogConfigArn", "CachePolicyId", "OriginRequestPolicyId", "ResponseHeadersPolicyId", "GrpcConfig",
        "ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL",
    ]

    /// A list as CloudFront writes it: `Quantity`, then `Items` unless it is empty.
    static func list(_ name: String, _ items: [XMLTree]) -> XMLTree {
        let quantity = XMLTree("Quantity", items.count)
        return XMLTree(name, items.isEmpty ? [quantity] : [quantity, XMLTree("Items", items)])
    }

    /// The items of such a list; other children of the list are left out.
    static func items(of list: XMLTree?) -> [XMLTree] {
        list?.first("Items")?.children ?? []
    }

    /// What an update demands of a behavior although a create fills it in; the values are those that AWS fills in.
    static let behaviorDefaults = [
        switchedOff("TrustedSigners"), switchedOff("TrustedKeyGroups"), XMLTree("SmoothStreaming", false),
        list("LambdaFunctionAssociations", []), list("FunctionAssociations", []), XMLTree("FieldLevelEncryptionId", ""),
    ]

    /// What an update demands of an origin although a create fills it in; the values are those that AWS fills in.
    static let originDefaults = [
        XMLTree("OriginPath", ""), list("CustomHeaders", []), XMLTree("ConnectionAttempts", 3),
        XMLTree("ConnectionTimeout", 10), XMLTree("OriginShield", [XMLTree("Enabled", false)]),
        XMLTree("OriginAccessControlId", ""),
    ]

    private static func switchedOff(_ name: String) -> XMLTree {
        XMLTree(name, [XMLTree("Enabled", false), XMLTree("Quantity", 0)])
    }

    /// Adds those of `children` that an element lacks.
    static func complete(_ element: inout XMLTree, with children: [XMLTree], in order: [String]) {
        for child in children where element.first(child.name) == nil { element.replaceOrInsert(child, in: order) }
    }

    /// The methods of a behavior that serves files, with their cached subset.
    static let readMethods = methods(["HEAD", "GET"])
    /// The methods of a behavior in front of an API.
    static let allMethods = methods(["HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH"])

    private static func methods(_ names: [String]) -> XMLTree {
        var methods = list("AllowedMethods", names.map { XMLTree("Method", $0) })
        methods.children.append(list("CachedMethods", ["HEAD", "GET"].map { XMLTree("Method", $0) }))
        return methods
    }
}

/// The ids of CloudFront's managed policies; they are the same in every account.
///
/// AWS reference: Amazon CloudFront Developer Guide, "Use managed cache policies" and its siblings.
enum ManagedPolicy {
    static let cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    static let cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    static let allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    static let securityHeaders = "67f7725c-6f97-4210-82d7-5512b31e9d03"
}
