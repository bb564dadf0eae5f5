// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct AccessPolicyTests {
    private static let account = AWSAccount(id: "123456789012", partition: "aws", region: "eu-west-1")

    private func policy(
        _ purpose: AccessPolicy.Purpose, _ config: SiteConfig = .whole(), live: AccessScope.Live? = nil,
        deletesData: Bool = false
    ) -> AccessPolicy {
        AccessPolicy(
            for: purpose,
            scope: AccessScope(config: config, account: Self.account, live: live, deletesData: deletesData))
    }

    private func actions(_ policy: AccessPolicy) -> Set<String> { Set(policy.statements.flatMap(\.actions)) }

    private func resources(_ policy: AccessPolicy, _ name: AccessTarget.Name) -> [String]? {
        policy.statements.first { $0.target.name == name }?.target.resources
    }

    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let config: SiteConfig
        let has: Set<String>
        let lacks: Set<String>
    }

    private static let making: Set<String> = [
        "iam:CreateRole", "iam:PassRole", "iam:PutRolePolicy", "lambda:CreateFunction", "dynamodb:CreateTable",
        "apigateway:POST", "apigateway:TagResource", "lambda:AddPermission", "logs:CreateLogGroup",
    ]
    private static let naming: Set<String> = [
        "acm:RequestCertificate", "acm:DeleteCertificate", "route53:ChangeResourceRecordSets",
        "route53:ListResourceRecordSets",
    ]
    private static let zoning: Set<String> = ["route53:CreateHostedZone", "route53:ChangeTagsForResource"]

    @Test(arguments: [
        Shape(
            testDescription: "everything", config: .whole(), has: making.union(naming), lacks: zoning),
        Shape(
            testDescription: "a zone to be created", config: .whole(dns: .init(createZone: true)), has: zoning,
            lacks: []),
        Shape(
            testDescription: "DNS elsewhere", config: .whole(dns: .init(isExternal: true)),
            has: making.union(["acm:RequestCertificate", "acm:DeleteCertificate", "acm:DescribeCertificate"]),
            lacks: zoning.union([
                "route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ListHostedZonesByName",
                "route53:GetHostedZone",
            ])),
        Shape(
            testDescription: "no domain", config: .whole(domain: nil), has: making, lacks: naming.union(zoning)),
        Shape(
            testDescription: "no counter", config: .whole(counter: nil),
            has: naming.union(["lambda:DeleteFunction", "iam:DeleteRole"]), lacks: making),
        Shape(
            testDescription: "no edge function", config: .whole(domain: nil, cleanURLs: false),
            has: ["cloudfront:DeleteFunction"], lacks: ["cloudfront:CreateFunction", "cloudfront:PublishFunction"]),
    ])
    func aDeployMayDoWhatItsConfigurationAsksFor(_ shape: Shape) {
        let actions = actions(policy(.deploy, shape.config))
        #expect(shape.has.subtracting(actions) == [])
        #expect(shape.lacks.intersection(actions) == [])
    }

    @Test(arguments: [SiteConfig.whole(), .whole(domain: nil), .whole(counter: nil)])
    func aPlanMayChangeNothing(config: SiteConfig) {
        for action in actions(policy(.plan, config)) {
            let verb = action.split(separator: ":")[1]
            #expect(["Get", "List", "Describe", "GET"].contains { verb.hasPrefix($0) }, "\(action)")
        }
        #expect(actions(policy(.plan, config)).contains("dynamodb:GetItem") == (config.counter != nil))
    }

    @Test func logsAndCounterAreOneResourceEach() {
        #expect(policy(.logs).statements.map(\.target.name) == [.logGroup])
        #expect(actions(policy(.logs)) == ["logs:FilterLogEvents"])
        #expect(policy(.counter).statements.map(\.target.name) == [.table])
        #expect(actions(policy(.counter)) == ["dynamodb:GetItem", "dynamodb:UpdateItem"])
        #expect(policy(.logs, .whole(counter: nil)).statements.isEmpty)
        #expect(policy(.counter, .whole(counter: nil)).statements.isEmpty)
    }

    @Test func aDeployMayDoAllThatAPlanMayButCount() {
        #expect(actions(policy(.plan)).subtracting(actions(policy(.deploy))) == ["dynamodb:GetItem"])
    }

    @Test func contentIsTheBucketAndItsDistributionAlone() {
        #expect(
            policy(.content).statements.map(\.target.name)
                == [.lists, .bucket, .objects, .distribution, .distributionTags])
        #expect(
            actions(policy(.content)).filter { $0.hasPrefix("cloudfront:") }.sorted() == [
                "cloudfront:CreateInvalidation", "cloudfront:GetDistribution", "cloudfront:GetInvalidation",
                "cloudfront:ListDistributions", "cloudfront:ListTagsForResource",
            ])
        #expect(
            policy(.content).statements.first { $0.target.name == .objects }?.actions
                == ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"])
        #expect(!actions(policy(.content)).contains("s3:PutBucketPolicy"))
    }

    @Test func aDestroyMayDeleteTheTableOnlyWhenTold() {
        #expect(!actions(policy(.destroy)).contains("dynamodb:DeleteTable"))
        #expect(!actions(policy(.destroy)).contains("dynamodb:UpdateTable"))
        #expect(actions(policy(.destroy, deletesData: true)).contains("dynamodb:DeleteTable"))
        let making = actions(policy(.destroy)).filter { $0.contains(":Create") || $0.contains(":Put") }
        #expect(making == [])
    }

    @Test func aZoneIsNamedAsSoonAsItIsKnown() {
        #expect(resources(policy(.deploy), .zone) == ["arn:aws:route53:::hostedzone/*"])
        #expect(
            resources(policy(.deploy, .whole(dns: .init(zone: .id("Z0ABC")))), .zone)
                == ["arn:aws:route53:::hostedzone/Z0ABC"])
        #expect(
            resources(policy(.plan, .whole(dns: .init(zone: .id("Z0ABC")))), .zoneDelegation)
                == ["arn:aws:route53:::hostedzone/Z0ABC"])
        // A second zone of the name may come any day.
        #expect(
            resources(policy(.plan, live: .init(zoneIDs: ["Z1"])), .zoneDelegation)
                == ["arn:aws:route53:::hostedzone/*"])
        #expect(
            resources(policy(.deploy, live: .init(zoneIDs: ["Z1", "Z2"])), .zone)
                == ["arn:aws:route53:::hostedzone/Z1", "arn:aws:route53:::hostedzone/Z2"])
        // The zone of another name is still to be made.
        #expect(
            resources(policy(.deploy, live: .init(zoneIDs: ["Z1"], lacksZone: true)), .zone)
                == ["arn:aws:route53:::hostedzone/*"])
    }

    @Test func zonesAreLookedForUnlessTheOneIsNamedAndHoldsEverything() {
        let named = SiteConfig.whole(dns: .init(zone: .id("Z1")))
        let list = "route53:ListHostedZonesByName"
        #expect(actions(policy(.plan, named)).contains(list))
        #expect(!actions(policy(.plan, named, live: .init(zoneIDs: ["Z1"]))).contains(list))
        let renamed = AccessScope.Live(zoneIDs: ["Z1", "Z2"], formerNames: ["old.example.org"])
        #expect(actions(policy(.plan, named, live: renamed)).contains(list))
        #expect(actions(policy(.plan, live: .init(zoneIDs: ["Z1"]))).contains(list))
    }

    @Test func aZoneOfOursMayBeTaggedAndDeletedThoughTheConfigurationForgotIt() {
        let live = AccessScope.Live(zoneIDs: ["Z1"], ownsZone: true)
        #expect(actions(policy(.plan, live: live)).contains("route53:ListTagsForResource"))
        #expect(actions(policy(.destroy, live: live)).contains("route53:DeleteHostedZone"))
        #expect(!actions(policy(.destroy)).contains("route53:DeleteHostedZone"))
    }

    @Test func recordsAreNamedAndFormerOnesToo() {
        let live = AccessScope.Live(zoneIDs: ["Z1"], formerNames: ["old.example.com"])
        let statement = policy(.deploy, .whole(domain: nil), live: live).statements
            .first { $0.target.name == .siteRecords }
        #expect(statement?.target.conditions.first?.values == ["old.example.com"])
        let whole = policy(.deploy, live: live).statements
        #expect(
            whole.first { $0.target.name == .siteRecords }?.target.conditions.first?.values
                == ["example.com", "www.example.com", "old.example.com"])
        #expect(
            whole.first { $0.target.name == .certificateRequest }?.target.conditions.last?.values
                == ["example.com", "www.example.com"])
        #expect(
            whole.first { $0.target.name == .validationRecords }?.target.conditions.first?.values
                == ["_*.example.com", "_*.www.example.com", "_*.old.example.com"])
    }

    @Test(arguments: AccessPolicy.Purpose.allCases)
    func aStatementIsOneTargetWithAnIDOfItsOwn(purpose: AccessPolicy.Purpose) {
        let statements = policy(purpose, .whole(dns: .init(createZone: true)), deletesData: true).statements
        #expect(Set(statements.map(\.target.name)).count == statements.count)
        #expect(statements.allSatisfy { !$0.actions.isEmpty && !$0.target.resources.isEmpty })
        // A star alone is for what AWS lets nobody narrow.
        let wide = statements.filter { $0.target.resources == ["*"] }.map(\.target.name)
        let known: Set<AccessTarget.Name> = [
            .lists, .cloudFrontCreation, .distributionCreation, .certificateRequest, .zoneCreation,
        ]
        #expect(known.isSuperset(of: wide))
        #expect(!statements.flatMap(\.actions).contains { $0.contains("*") })
    }

    @Test func thePolicyFitsARole() {
        let config = SiteConfig.whole(
            domain: "a-rather-long-name-for-a-site.example.com",
            aliases: ["www.a-rather-long-name-for-a-site.example.com", "cv.example.com", "jane.example.org"],
            dns: .init(createZone: true))
        #expect(policy(.deploy, config).characterCount < AccessPolicy.inlineLimit)
        #expect(policy(.content, config).characterCount < AccessPolicy.managedLimit)
        #expect(policy(.plan, config).characterCount < AccessPolicy.managedLimit)
    }

    @Test(arguments: AccessPolicy.Purpose.allCases)
    func theTextIsTheDocument(purpose: AccessPolicy.Purpose) throws {
        let policy = policy(purpose)
        #expect(try JSONValue(parsing: policy.text) == policy.document.value)
        let first = try #require(policy.statements.first).target.name.rawValue
        #expect(policy.text.contains("\n      \"Sid\": \"\(first)\",\n      \"Effect\": \"Allow\",\n"))
    }

    @Test func theContentPolicyIsThis() throws {
        #expect(
            policy(.content, .whole(domain: nil, counter: nil)).document.json
                == #"{"Statement":[{"Action":"cloudfront:ListDistributions","Effect":"Allow","Resource":"*","Sid":"Lists"},"#
                + #"{"Action":["s3:GetBucketOwnershipControls","s3:GetBucketPublicAccessBlock","s3:GetBucketTagging","#
                + #""s3:GetBucketVersioning","s3:GetEncryptionConfiguration","s3:GetLifecycleConfiguration","#
                + #""s3:ListBucket"],"Effect":"Allow","Resource":"arn:aws:s3:::resume-123456789012-eu-west-1","#
                + #""Sid":"Bucket"},{"Action":["s3:AbortMultipartUpload","s3:DeleteObject","s3:GetObject","s3:PutObject"],"#
                + #""Effect":"Allow","Resource":"arn:aws:s3:::resume-123456789012-eu-west-1/*","Sid":"Objects"},"#
                + #"{"Action":["cloudfront:CreateInvalidation","cloudfront:GetDistribution","cloudfront:GetInvalidation"],"#
                + #""Condition":{"StringEquals":{"aws:ResourceTag/resumectl:site":"resume"}},"Effect":"Allow","#
                + #""Resource":"arn:aws:cloudfront::123456789012:distribution/*","Sid":"Distribution"},"#
                + #"{"Action":"cloudfront:ListTagsForResource","Effect":"Allow","#
                + #""Resource":"arn:aws:cloudfront::123456789012:distribution/*","Sid":"DistributionTags"}],"#
                + #""Version":"2012-10-17"}"#)
    }

    @Test func aRoleOfTheSiteIsPassedToLambdaAlone() throws {
        let statement = try #require(policy(.deploy).statements.first { $0.target.name == .passRole })
        #expect(statement.actions == ["iam:PassRole"])
        #expect(statement.target.conditions == [.init("StringEquals", "iam:PassedToService", ["lambda.amazonaws.com"])])
        #expect(
            statement.target.resources == ["arn:aws:iam::123456789012:role/resumectl/resume-counter"])
    }
}
