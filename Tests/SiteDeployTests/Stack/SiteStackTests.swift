// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct SiteStackTests {
    /// Every combination of what changes the shape of a stack.
    private static let configs: [SiteConfig] = [nil, "example.com"].flatMap { domain in
        [nil, SiteConfig.Counter.Exposure.cloudfront, .direct].flatMap { exposure in
            [true, false].map { cleanURLs in
                SiteConfig(
                    name: "resume", domain: domain, aliases: domain.map { ["www.\($0)"] } ?? [],
                    site: .init(path: "/site", cleanURLs: cleanURLs),
                    counter: exposure.map { SiteConfig.Counter(path: "/lambda", exposure: $0) })
            }
        }
    }

    private func stack(_ config: SiteConfig) throws -> SiteStack {
        let aws = SiteAWS()
        return SiteStack(
            context: aws.context(config), bucket: try aws.bucketName(config),
            code: config.counter.map { _ in FunctionCode(zip: [1], sha256: "c2hh") }, notFoundPath: nil,
            maximumDeletes: 256)
    }

    @Test(arguments: configs.indices)
    func everyResourceStandsBehindWhatItNeeds(index: Int) throws {
        let stack = try stack(Self.configs[index])
        _ = try Reconciler(resources: stack.resources, describe: { error, _ in DeployError(describing: error) })
        // A dependency that is not in the stack at all would be a slip of the pen.
        let all = Set(stack.resources.map(\.address))
        for resource in stack.resources {
            #expect(all.isSuperset(of: resource.dependencies), "\(resource.address)")
        }
    }

    @Test(arguments: configs.indices)
    func everyConfigurationHasTheSameResources(index: Int) throws {
        // What a configuration no longer has must still be found, or it would never go.
        let all = Set(try stack(Self.configs[index]).resources.map(\.address))
        #expect(all == Set(try stack(Self.configs[0]).resources.map(\.address)))
        #expect(all.count == 22)
    }

    @Test(arguments: configs.indices)
    func thePartsSelectWhatTheyAreAbout(index: Int) throws {
        let stack = try stack(Self.configs[index])
        #expect(stack.selection(of: nil) == nil)
        #expect(stack.selection(of: .site) == ["site.files", "site.invalidation"])
        #expect(
            stack.selection(of: .dns) == [
                "dns.zone", "certificate", "dns.validation", "certificate.issued", "dns.records", "certificate.retired",
            ])
        let api = try #require(stack.selection(of: .api))
        #expect(api.contains(TableResource.address) && api.contains(APIResource.address))
        #expect(api.count == 9)
    }

    @Test(arguments: configs.indices, SiteStack.Part.allCases)
    func aPartReadsAtLeastWhatItSelects(index: Int, part: SiteStack.Part) throws {
        let stack = try stack(Self.configs[index])
        let needed = try #require(stack.needed(for: part))
        #expect(needed.isSuperset(of: try #require(stack.selection(of: part))))
        #expect(Set(stack.resources.map(\.address)).isSuperset(of: needed))
    }

    /// What must be done before something else, in a deploy with a counter behind CloudFront.
    @Test(arguments: [
        ("bucket.policy", "cdn.distribution"), ("cdn.distribution", "certificate.issued"),
        ("cdn.distribution", "counter.api"),
        ("dns.records", "cdn.distribution"), ("site.invalidation", "site.files"),
        ("site.invalidation", "cdn.distribution"), ("certificate.retired", "cdn.distribution"),
    ])
    func theOrderHoldsForADeploy(later: String, earlier: String) throws {
        let config = try #require(
            Self.configs.first { $0.domain != nil && $0.counter?.exposure == .cloudfront && $0.site.cleanURLs })
        let resources = try stack(config).resources
        let resource = try #require(resources.first { $0.address.rawValue == later })
        #expect((resource.dependencies + resource.predecessors).contains(ResourceAddress(earlier)))
    }

    @Test func theFilesDoNotWaitForTheDistribution() throws {
        let files = try #require(try stack(.resume()).resources.first { $0.address == SiteFilesResource.address })
        #expect(files.dependencies == [BucketResource.address])
    }
}
