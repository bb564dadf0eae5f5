// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import SiteConfig

/// Where a site's actions must be allowed: ARNs as exact as AWS lets them be before a resource exists.
///
/// AWS reference: Service Authorization Reference, the pages of the services, which say what actions know which resources
/// and which condition keys.
extension AccessScope {
    typealias Condition = AccessTarget.Condition

    private func arn(_ service: String, region: String? = nil, account: String? = nil, _ resource: String) -> String {
        ARN(
            partition: self.account.partition, service: service, region: region ?? self.account.region,
            account: account ?? self.account.id, resource: resource
        ).rawValue
    }

    private func cloudFront(_ resource: String) -> String { arn("cloudfront", region: "", resource) }

    /// The resource has this site's tag.
    private var isOurs: Condition {
        Condition("StringEquals", "aws:ResourceTag/\(Ownership.tagKey)", [config.name])
    }

    /// The request sets this site's tag.
    private var setsTag: Condition {
        Condition("StringEquals", "aws:RequestTag/\(Ownership.tagKey)", [config.name])
    }

    /// The resource is not another site's. At its creation it has no tag yet.
    private var isNotOthers: Condition {
        Condition("StringEqualsIfExists", "aws:ResourceTag/\(Ownership.tagKey)", [config.name])
    }

    /// What AWS allows only for everything: lists, and the index of tags.
    var lists: AccessTarget { AccessTarget(.lists, ["*"]) }

    // MARK: Bucket

    private var bucketARN: String {
        arn("s3", region: "", account: "", config.bucketName(account: account.id, region: account.region))
    }
    var bucket: AccessTarget { AccessTarget(.bucket, [bucketARN]) }
    var objects: AccessTarget { AccessTarget(.objects, ["\(bucketARN)/*"]) }

    // MARK: CloudFront

    var cloudFrontCreation: AccessTarget { AccessTarget(.cloudFrontCreation, ["*"]) }
    var distributionCreation: AccessTarget { AccessTarget(.distributionCreation, ["*"], [setsTag]) }
    var distribution: AccessTarget { AccessTarget(.distribution, [cloudFront("distribution/*")], [isOurs]) }
    /// Whose a distribution is must be seen before it can be known to be ours.
    var distributionTags: AccessTarget { AccessTarget(.distributionTags, [cloudFront("distribution/*")]) }
    var distributionTagging: AccessTarget {
        AccessTarget(.distributionTagging, [cloudFront("distribution/*")], [setsTag, isNotOthers])
    }
    /// It has an id that AWS chooses, and no tags.
    var originAccessControl: AccessTarget {
        AccessTarget(.originAccessControl, [cloudFront("origin-access-control/*")])
    }
    var edgeFunction: AccessTarget {
        AccessTarget(.edgeFunction, [cloudFront("function/\(config.edgeFunctionName)")])
    }

    // MARK: Certificate and DNS

    /// CloudFront takes its certificates from the partition's main region.
    private var certificateARN: String {
        arn("acm", region: AWSPartition.of(region: account.region).mainRegion, "certificate/*")
    }
    var certificateRequest: AccessTarget {
        AccessTarget(
            .certificateRequest, ["*"],
            [
                setsTag, Condition("StringEquals", "acm:ValidationMethod", ["DNS"]),
                Condition("ForAllValues:StringEquals", "acm:DomainNames", names),
            ])
    }
    var certificate: AccessTarget { AccessTarget(.certificate, [certificateARN]) }
    var certificateTagging: AccessTarget {
        AccessTarget(.certificateTagging, [certificateARN], [setsTag, isNotOthers])
    }
    var certificateDeletion: AccessTarget { AccessTarget(.certificateDeletion, [certificateARN], [isOurs]) }

    private func zoneARN(_ id: String) -> String { arn("route53", region: "", account: "", "hostedzone/\(id)") }
    private var zoneARNs: [String] {
        if case .id(let id)? = config.dns?.zone { return [zoneARN(id)] }
        guard let live, !live.zoneIDs.isEmpty, !live.lacksZone else { return [zoneARN("*")] }
        return live.zoneIDs.map(zoneARN)
    }
    /// Of several zones of one name, whose number nobody knows beforehand, each is asked for its name servers.
    var zoneDelegation: AccessTarget {
        if case .id(let id)? = config.dns?.zone { return AccessTarget(.zoneDelegation, [zoneARN(id)]) }
        return AccessTarget(.zoneDelegation, [zoneARN("*")])
    }
    var zoneCreation: AccessTarget { AccessTarget(.zoneCreation, ["*"]) }
    var zone: AccessTarget { AccessTarget(.zone, zoneARNs) }

    /// The A and AAAA records at the names of the site.
    ///
    /// AWS reference: Amazon Route 53 Developer Guide, "Using IAM policy conditions for fine-grained access control".
    func siteRecords(_ actions: [String]) -> AccessTarget {
        records(.siteRecords, "StringEquals", names: allNames, types: ["A", "AAAA"], actions: actions)
    }

    /// The CNAME records by which ACM sees that the names are ours; ACM chooses their first label.
    func validationRecords(_ actions: [String]) -> AccessTarget {
        records(
            .validationRecords, "StringLike", names: allNames.map { "_*.\($0)" }, types: ["CNAME"], actions: actions)
    }

    private func records(
        _ name: AccessTarget.Name, _ test: String, names: [String], types: [String], actions: [String]
    ) -> AccessTarget {
        let key = "route53:ChangeResourceRecordSets"
        return AccessTarget(
            name, zoneARNs,
            [
                Condition("ForAllValues:\(test)", "\(key)NormalizedRecordNames", names),
                Condition("ForAllValues:StringEquals", "\(key)RecordTypes", types),
                Condition("ForAllValues:StringEquals", "\(key)Actions", actions),
            ])
    }

    // MARK: Counter

    var table: AccessTarget { AccessTarget(.table, [arn("dynamodb", "table/\(config.tableName)")]) }

    /// Tags are of the group, everything else is of its streams too.
    private var logGroupARN: String { arn("logs", "log-group:\(config.logGroupName)") }
    var logGroup: AccessTarget { AccessTarget(.logGroup, ["\(logGroupARN):*"]) }
    var logGroupTags: AccessTarget { AccessTarget(.logGroupTags, [logGroupARN]) }

    private var roleARN: String { arn("iam", region: "", "role\(RoleResource.path)\(config.roleName)") }
    /// A role's name is unique whatever its path; of one that does not exist IAM cannot know the path.
    var roleRead: AccessTarget {
        AccessTarget(.roleRead, [roleARN, arn("iam", region: "", "role/\(config.roleName)")])
    }
    var role: AccessTarget { AccessTarget(.role, [roleARN]) }
    var passRole: AccessTarget {
        AccessTarget(
            .passRole, [roleARN], [Condition("StringEquals", "iam:PassedToService", ["lambda.amazonaws.com"])])
    }

    private var functionARN: String { arn("lambda", "function:\(config.functionName)") }
    var function: AccessTarget { AccessTarget(.function, [functionARN]) }
    var invokePermission: AccessTarget {
        AccessTarget(
            .invokePermission, [functionARN],
            [Condition("StringEquals", "lambda:Principal", ["apigateway.amazonaws.com"])])
    }

    private func gateway(_ path: String) -> String { arn("apigateway", account: "", path) }
    var apis: AccessTarget { AccessTarget(.apis, [gateway("/apis")]) }
    var apiCreation: AccessTarget {
        AccessTarget(.apiCreation, [gateway("/apis"), gateway("/apis/*/stages"), gateway("/tags/*")], [setsTag])
    }
    /// API Gateway asks for this action wherever tags are set; the reference does not have it, nor conditions for it.
    var apiTagging: AccessTarget {
        AccessTarget(.apiTagging, [gateway("/apis"), gateway("/apis/*"), gateway("/tags/*")])
    }
    var api: AccessTarget { AccessTarget(.api, [gateway("/apis/*")], [isOurs]) }
    /// Integrations and routes have no tags of their own. Their lists are read and added to; each alone is changed.
    var apiPartsRead: AccessTarget { apiParts(.apiPartsRead, ["integrations", "routes", "stages/*"]) }
    var apiPartsCreation: AccessTarget { apiParts(.apiPartsCreation, ["integrations", "routes"]) }
    var apiPartsChange: AccessTarget { apiParts(.apiPartsChange, ["integrations/*", "routes/*", "stages/*"]) }
    /// The rules of CORS go where page and API share their origin.
    var apiPartsDeletion: AccessTarget {
        apiParts(
            .apiPartsDeletion, hasDirectAPI ? ["integrations/*"] : ["cors", "integrations/*"])
    }

    private func apiParts(_ name: AccessTarget.Name, _ paths: [String]) -> AccessTarget {
        AccessTarget(name, paths.map { gateway("/apis/*/\($0)") })
    }
}
