// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import Testing

@testable import SiteDeploy

struct DistributionSettingsTests {
    private func settings(_ change: (inout DistributionSettings) -> Void = { _ in }) -> DistributionSettings {
        var settings = DistributionSettings(
            comment: "resumectl:site=resume", aliases: ["www.example.com", "example.com"],
            certificate: .init(
                arn: "arn:aws:acm:us-east-1:123456789012:certificate/1", minimumProtocolVersion: "TLSv1.2_2021"),
            defaultRootObject: "index.html", priceClass: "PriceClass_100", httpVersion: "http2and3",
            bucketDomainName: "b.s3.us-east-1.amazonaws.com", originAccessControlID: "E1",
            viewerRequestFunctionARN: "arn:aws:cloudfront::123456789012:function/f",
            apiRoute: .init(pathPattern: "/api/*", domainName: "a.execute-api.us-east-1.amazonaws.com"),
            notFoundPath: "/404.html")
        change(&settings)
        return settings
    }

    @Test func whatIsWrittenIsReadBackWithoutADifference() {
        let desired = settings()
        let live = DistributionSettings(live: desired.newConfig(callerReference: "x"))
        #expect(desired.differences(from: live).properties == [])
    }

    @Test func elementsStandInTheOrderOfTheSchema() {
        let config = settings().newConfig(callerReference: "x")
        let names = config.children.map(\.name)
        #expect(names == DistributionSchema.configOrder.filter(names.contains))
        let behavior = config.first("DefaultCacheBehavior")?.children.map(\.name) ?? []
        #expect(behavior == DistributionSchema.behaviorOrder.filter(behavior.contains))
        for origin in config.all(at: "Origins/Items/Origin") {
            let names = origin.children.map(\.name)
            #expect(names == DistributionSchema.originOrder.filter(names.contains))
        }
    }

    @Test func everyQuantityIsTheNumberOfItems() {
        func check(_ tree: XMLTree) {
            if let quantity = tree.int(at: "Quantity") {
                #expect(quantity == tree.first("Items")?.children.count ?? 0, "\(tree.name)")
            }
            tree.children.forEach(check)
        }
        check(settings().newConfig(callerReference: "x"))
    }

    /// A change of one setting, and the property that must show it.
    private static let changes: [(String, @Sendable (inout DistributionSettings) -> Void)] = [
        ("comment", { $0.comment = "other" }),
        ("enabled", { $0.isEnabled = false }),
        ("aliases", { $0.aliases = ["example.com"] }),
        ("certificate", { $0.certificate?.arn = "arn:aws:acm:us-east-1:123456789012:certificate/2" }),
        ("minimumProtocolVersion", { $0.certificate?.minimumProtocolVersion = "TLSv1.2_2019" }),
        ("defaultRootObject", { $0.defaultRootObject = "home.html" }),
        ("priceClass", { $0.priceClass = "PriceClass_All" }),
        ("httpVersion", { $0.httpVersion = "http2" }),
        ("ipv6", { $0.isIPv6Enabled = false }),
        ("origin", { $0.bucketDomainName = "other.s3.us-east-1.amazonaws.com" }),
        ("originAccessControl", { $0.originAccessControlID = "E2" }),
        ("viewerRequestFunction", { $0.viewerRequestFunctionARN = nil }),
        ("apiPath", { $0.apiRoute?.pathPattern = "/v1/*" }),
        ("apiOrigin", { $0.apiRoute?.domainName = "b.execute-api.us-east-1.amazonaws.com" }),
        ("notFoundPage", { $0.notFoundPath = nil }),
    ]

    @Test(arguments: changes.indices)
    func aChangedSettingIsSeenAndWritten(index: Int) {
        let (name, change) = Self.changes[index]
        var config = settings().newConfig(callerReference: "x")
        let desired = settings(change)
        #expect(desired.differences(from: DistributionSettings(live: config)).properties.map(\.name) == [name])
        desired.write(to: &config)
        #expect(desired.differences(from: DistributionSettings(live: config)).properties == [])
    }

    @Test func aBehaviorChangedByHandIsSeenAndMended() {
        var config = settings().newConfig(callerReference: "x")
        config.set("DefaultCacheBehavior/ViewerProtocolPolicy", to: "allow-all")
        let desired = settings()
        #expect(
            desired.differences(from: DistributionSettings(live: config)).properties.map(\.name)
                == ["defaultBehavior.ViewerProtocolPolicy"])
        desired.write(to: &config)
        #expect(config.text(at: "DefaultCacheBehavior/ViewerProtocolPolicy") == "redirect-to-https")
    }

    @Test func whatIsNotOursSurvivesAnUpdate() {
        var config = settings().newConfig(callerReference: "x")
        config.children.append(XMLTree("NewFeature", [XMLTree("Enabled", true)]))
        config.replaceOrInsert(
            XMLTree("WebACLId", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/1"),
            in: DistributionSchema.configOrder)
        config.update(at: "Origins/Items") { items in
            items.children.append(XMLTree("Origin", [XMLTree("Id", "theirs"), XMLTree("DomainName", "example.net")]))
        }
        config.set("Origins/Quantity", to: "3")
        config.update(at: "DefaultCacheBehavior/FunctionAssociations") { list in
            list = DistributionSchema.list(
                "FunctionAssociations",
                DistributionSchema.items(of: list) + [
                    XMLTree(
                        "FunctionAssociation",
                        [
                            XMLTree("FunctionARN", "arn:aws:cloudfront::123456789012:function/theirs"),
                            XMLTree("EventType", "viewer-response"),
                        ])
                ])
        }
        settings { $0.priceClass = "PriceClass_All" }.write(to: &config)

        #expect(config.bool(at: "NewFeature/Enabled") == true)
        #expect(config.text(at: "WebACLId")?.hasSuffix("webacl/x/1") == true)
        #expect(config.all(at: "Origins/Items/Origin").compactMap { $0.text(at: "Id") }.contains("theirs"))
        #expect(config.int(at: "Origins/Quantity") == 3)
        #expect(config.int(at: "DefaultCacheBehavior/FunctionAssociations/Quantity") == 2)
        #expect(config.text(at: "PriceClass") == "PriceClass_All")
        #expect(config.text(at: "CallerReference") == "x")
    }

    @Test(arguments: ["CustomOriginConfig", "VpcOriginConfig"])
    func anOriginOfAnotherKindBecomesOneThatTheAccessControlFits(kind: String) throws {
        var config = settings().newConfig(callerReference: "x")
        config.update(at: "Origins/Items") { items in
            items.children[0].remove("S3OriginConfig")
            items.children[0].children.append(XMLTree(kind, [XMLTree("HTTPPort", 80)]))
        }
        settings { $0.originAccessControlID = "E2" }.write(to: &config)
        let origin = try #require(config.all(at: "Origins/Items/Origin").first { $0.text(at: "Id") == "site" })
        #expect(origin.first(kind) == nil)
        #expect(origin.first("S3OriginConfig")?.text(at: "OriginAccessIdentity") == "")
        let names = origin.children.map(\.name)
        #expect(names == DistributionSchema.originOrder.filter(names.contains))
    }

    @Test func anOriginAccessIdentityGivesWayToTheAccessControl() throws {
        var config = settings().newConfig(callerReference: "x")
        config.update(at: "Origins/Items") { items in
            items.children[0].replaceOrInsert(
                XMLTree(
                    "S3OriginConfig",
                    [
                        XMLTree("OriginAccessIdentity", "origin-access-identity/cloudfront/E9"),
                        XMLTree("OriginReadTimeout", 30),
                    ]), in: DistributionSchema.originOrder)
        }
        settings { $0.originAccessControlID = "E2" }.write(to: &config)
        let origin = try #require(config.all(at: "Origins/Items/Origin").first { $0.text(at: "Id") == "site" })
        #expect(origin.text(at: "OriginAccessControlId") == "E2")
        let access = try #require(origin.first("S3OriginConfig"))
        #expect(access.children == [XMLTree("OriginAccessIdentity", ""), XMLTree("OriginReadTimeout", 30)])
    }

    @Test func withoutAnAPIItsOriginAndPathGo() {
        var config = settings().newConfig(callerReference: "x")
        let desired = settings { $0.apiRoute = nil }
        let names = desired.differences(from: DistributionSettings(live: config)).properties.map(\.name)
        #expect(names == ["apiPath"])
        desired.write(to: &config)
        #expect(config.int(at: "CacheBehaviors/Quantity") == 0)
        #expect(config.all(at: "Origins/Items/Origin").count == 1)
    }

    @Test func unknownReferencesAreKnownAfterApply() {
        let live = DistributionSettings(live: settings().newConfig(callerReference: "x"))
        let desired = settings {
            $0.originAccessControlID = nil
            $0.certificate?.arn = nil
            $0.apiRoute?.domainName = nil
        }
        let properties = desired.differences(from: live).properties
        #expect(properties.map(\.name) == ["certificate", "originAccessControl", "apiOrigin"])
        #expect(properties.allSatisfy { $0.new == .knownAfterApply })
    }

    @Test func settingsFromBeforeCachePoliciesAreTakenOut() {
        var config = settings().newConfig(callerReference: "x")
        config.update(at: "DefaultCacheBehavior") { behavior in
            behavior.remove("CachePolicyId")
            behavior.children.append(XMLTree("ForwardedValues", [XMLTree("QueryString", false)]))
            behavior.children.append(XMLTree("MinTTL", 0))
        }
        settings().write(to: &config)
        let behavior = config.first("DefaultCacheBehavior")
        #expect(behavior?.first("ForwardedValues") == nil)
        #expect(behavior?.first("MinTTL") == nil)
        #expect(behavior?.text(at: "CachePolicyId") == ManagedPolicy.cachingOptimized)
    }
}
