// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct HostedZoneResourceTests {
    private typealias Zone = ZoneBackend.Zone

    private func resource(_ aws: SiteAWS, _ config: SiteConfig) -> HostedZoneResource {
        HostedZoneResource(context: aws.context(config))
    }

    private func services(_ zones: [String: ZoneBackend.Zone]) async -> SiteAWS {
        let aws = SiteAWS()
        await aws.route53.edit { $0.zones = zones }
        return aws
    }

    // MARK: Finding

    /// The zones of an account, the names of a site, and the zones that hold them.
    private static let accounts: [(String, [String: ZoneBackend.Zone], SiteConfig, [String])] = [
        ("the apex", ["Z1": Zone("example.com")], .resume(), ["Z1"]),
        (
            "the longest name", ["Z1": Zone("example.com"), "Z2": Zone("cv.example.com")],
            .resume(domain: "cv.example.com", aliases: []), ["Z2"]
        ),
        (
            "one for each name", ["Z1": Zone("example.com"), "Z2": Zone("www.example.com")], .resume(), ["Z1", "Z2"]
        ),
        (
            "names of two domains", ["Z1": Zone("example.com"), "Z2": Zone("example.net")],
            .resume(aliases: ["example.net"]), ["Z1", "Z2"]
        ),
        (
            "a private one is ignored", ["Z0": Zone("example.com", isPrivate: true), "Z1": Zone("example.com")],
            .resume(), ["Z1"]
        ),
        ("a similar name is ignored", ["Z0": Zone("notexample.com"), "Z1": Zone("example.com")], .resume(), ["Z1"]),
        (
            "below a registry's suffix", ["Z0": Zone("aa.co.uk"), "Z1": Zone("example.co.uk"), "Z2": Zone("zz.co.uk")],
            .resume(domain: "www.example.co.uk", aliases: []), ["Z1"]
        ),
        (
            "the one that is named", ["Z1": Zone("example.com"), "Z2": Zone("cv.example.com")],
            .resume(domain: "cv.example.com", aliases: [], dns: .init(zone: .name("example.com"))), ["Z1"]
        ),
        (
            "the one with the id", ["Z1": Zone("example.com"), "Z2": Zone("example.com")],
            .resume(dns: .init(zone: .id("Z2"))), ["Z2"]
        ),
    ]

    @Test(arguments: accounts.indices)
    func theZoneOfANameIsFound(index: Int) async throws {
        let (_, zones, config, expected) = Self.accounts[index]
        let zone = resource(await services(zones), config)
        let live = try #require(try await zone.find())
        #expect(live.zones.map(\.id.rawValue).sorted() == expected)
        #expect(live.homeless == [] && live.ambiguous == [:])
        #expect(try zone.diff(live: live, inputs: Outputs()) == .none)
    }

    @Test func severalPublicZonesOfOneNameAreAConflictThatNamesThem() async throws {
        let aws = await services(["Z1": Zone("example.com"), "Z2": Zone("example.com")])
        let change = try await resource(aws, .resume()).settle()
        #expect(change.action == .conflict)
        #expect(change.reason?.contains("example.com: Z1, Z2") == true)
        #expect(change.hint?.contains("zone: Z1") == true)
    }

    @Test(arguments: [[:], ["Z0": ZoneBackend.Zone("example.com", isPrivate: true)]])
    func withoutAPublicZoneTheWayToOneIsShown(zones: [String: ZoneBackend.Zone]) async throws {
        let aws = await services(zones)
        let change = try await resource(aws, .resume()).settle()
        #expect(change.action == .conflict)
        #expect(change.hint?.contains("createZone: true") == true)
        #expect(await aws.route53.takeWrites() == [])
    }

    @Test func anIDThatDoesNotExistIsAMistakeOfTheConfiguration() async throws {
        let aws = await services(["Z1": Zone("example.com")])
        await #expect {
            _ = try await resource(aws, .resume(dns: .init(zone: .id("Z9")))).find()
        } throws: { error in
            let error = error as? DeployError
            return error?.code == "zone-not-found" && error?.kind == .configuration
                && error?.detail == "resume.yaml: Z9"
        }
    }

    @Test func aNameOutsideOfTheZoneWithTheIDIsShown() async throws {
        let aws = await services(["Z1": Zone("example.com")])
        let config = SiteConfig.resume(aliases: ["example.net"], dns: .init(zone: .id("Z1")))
        let change = try await resource(aws, config).settle()
        #expect(change.action == .conflict)
        #expect(change.reason?.contains("does not hold example.net") == true)
    }

    @Test func withoutADomainNoZoneIsLookedAt() async throws {
        let aws = await services(["Z1": Zone("example.com")])
        #expect(try await resource(aws, .bare).settle() == .none)
        #expect(await aws.route53.operations == [])
    }

    @Test func theZonesOfFormerNamesAreFoundToo() async throws {
        let aws = await services(["Z1": Zone("example.com"), "Z2": Zone("example.net")])
        let others = Outputs.made { $0[DistributionResource.aliases] = ["example.com", "www.example.net"] }
        let zone = resource(aws, .resume())
        let live = try await zone.find(beside: others)
        #expect(live?.zones.map(\.id.rawValue) == ["Z1", "Z2"])
        // A former name whose zone is gone is nobody's concern.
        let gone = Outputs.made { $0[DistributionResource.aliases] = ["example.org"] }
        #expect(try zone.diff(live: try await zone.find(beside: gone), inputs: gone) == .none)
    }

    // MARK: Creating

    private static let creating = SiteConfig.resume(dns: .init(createZone: true))

    @Test func aZoneIsCreatedMarkedAndTaggedWhenAskedFor() async throws {
        let aws = SiteAWS()
        let log = StepLog()
        #expect(try await resource(aws, Self.creating).settle(log: log) == .none)
        let zone = try #require(await aws.route53.backend.zones.values.first)
        #expect(zone.name == "example.com")
        #expect(zone.comment == SiteAWS.mark)
        #expect(zone.tags == SiteAWS.ourTags)
        #expect(
            log.texts == [
                "Where you bought example.com (the registrar), enter these name servers in place of all others:"
                    + "\n    ns-1.awsdns.example\n    ns-2.awsdns.example"
            ])
    }

    /// Route 53 takes ten tags on a zone: ours, those that are there, then the first by name.
    @Test(
        arguments: [
            (1, [:], 2), (9, [:], 10), (10, [:], 10), (40, [:], 10), (3, ["theirs": "x"], 5), (40, ["theirs": "x"], 10),
            (40, ["tag-39": "old"], 10),
        ] as [(Int, [String: String], Int)])
    func aZoneGetsTheTagsThatItHasRoomFor(count: Int, live: [String: String], total: Int) async throws {
        let names = (0..<count).map { "tag-\($0 < 10 ? "0" : "")\($0)" }
        let aws = SiteAWS()
        try await resource(aws, Self.creating).settle()
        let id = try #require(await aws.route53.backend.zones.keys.first)
        await aws.route53.edit { $0.zones[id]?.tags = live }
        let config = SiteConfig.resume(
            dns: .init(createZone: true),
            tags: Dictionary(uniqueKeysWithValues: names.map { ($0, "value") }))
        let zone = resource(aws, config)
        let change = try zone.diff(live: try await zone.find(), inputs: Outputs())
        #expect(change.warnings.isEmpty == (total == 1 + live.keys.filter { !names.contains($0) }.count + count))
        #expect(try await zone.settle() == .none)
        let tags = try #require(await aws.route53.backend.zones[id]?.tags)
        #expect(tags.count == total)
        #expect(tags[Ownership.tagKey] == "resume" && tags["tag-00"] == "value")
        #expect(live.keys.allSatisfy { tags[$0] == (names.contains($0) ? "value" : "x") })
    }

    @Test func theZoneThatTheConfigurationNamesIsCreated() async throws {
        let aws = SiteAWS()
        let config = SiteConfig.resume(
            domain: "cv.example.com", aliases: [], dns: .init(zone: .name("example.com"), createZone: true))
        #expect(try await resource(aws, config).settle() == .none)
        #expect(await aws.route53.backend.zones.values.map(\.name) == ["example.com"])
    }

    @Test func anExistingZoneIsUsedInsteadOfANewOne() async throws {
        let aws = await services(["Z1": Zone("example.com")])
        #expect(try await resource(aws, Self.creating).settle() == .none)
        #expect(await aws.route53.takeWrites() == [])
    }

    @Test func aZoneIsNotCreatedForNamesThatItWouldNotHold() async throws {
        let config = SiteConfig.resume(aliases: ["example.net"], dns: .init(createZone: true))
        #expect(try await resource(SiteAWS(), config).settle().action == .conflict)
    }

    /// Killed after any request, the next run neither makes a second zone nor leaves it without tags.
    @Test(arguments: 1...6)
    func aKilledCreateIsFinished(limit: Int) async throws {
        let aws = SiteAWS()
        aws.lifeline.cut(after: limit)
        _ = try? await resource(aws, Self.creating).settle()
        aws.lifeline.cut(after: nil)
        #expect(try await resource(aws, Self.creating).settle() == .none)
        #expect(await aws.route53.backend.zones.values.map(\.tags) == [SiteAWS.ourTags])
    }

    // MARK: Deleting

    @Test func aDestroyDeletesTheZoneThatItMade() async throws {
        let aws = SiteAWS()
        await aws.acm.edit { $0.template.looksBeforeIssue = 0 }
        #expect(try await aws.deploy(Self.creating).troubles == [])
        #expect(try await aws.destroy(Self.creating).troubles == [])
        #expect(await aws.route53.backend.zones.isEmpty)
    }

    @Test func aZoneWithRecordsOfOtherPeopleStays() async throws {
        let aws = SiteAWS()
        try await resource(aws, Self.creating).settle()
        let id = try #require(await aws.route53.backend.zones.keys.first)
        await aws.route53.edit {
            $0.zones[id]?.records.append(
                .init(name: "example.com", type: "MX", ttl: 300, values: ["10 mail.example.com."]))
        }
        await #expect(throws: ResourceKept.self) { try await resource(aws, Self.creating).remove() }
        #expect(await aws.route53.backend.zones.count == 1)
        #expect(aws.time.elapsed == .zero)
        let result = try await aws.destroy(Self.creating)
        #expect(result.troubles == [] && result.kept == ["Hosted zone example.com"])
    }

    /// Route 53 takes one change of a zone after the other, and sees a moment later what is gone.
    @Test(arguments: ["PriorRequestNotComplete", "Throttling", "ThrottlingException", "HostedZoneNotEmpty"])
    func aZoneThatIsNotYetFitToGoIsAskedForAgain(code: String) async throws {
        let aws = SiteAWS()
        try await resource(aws, Self.creating).settle()
        for _ in 0..<3 { await aws.route53.plan(.refused(Refusal(code: code)), for: "DeleteHostedZone") }
        try await resource(aws, Self.creating).remove()
        #expect(await aws.route53.backend.zones.isEmpty)
        #expect(aws.time.elapsed > .zero && aws.time.elapsed <= .seconds(60))
    }

    @Test func aZoneThatIsNeverSeenEmptyIsPending() async throws {
        let aws = SiteAWS()
        try await resource(aws, Self.creating).settle()
        for _ in 0..<100 {
            await aws.route53.plan(.refused(Refusal(code: "HostedZoneNotEmpty")), for: "DeleteHostedZone")
        }
        await #expect { try await resource(aws, Self.creating).remove() } throws: { error in
            (error as? DeployError)?.code == "still-in-use" && (error as? DeployError)?.kind == .pending
        }
        #expect(aws.time.elapsed <= .seconds(60))
    }

    @Test(arguments: ["PriorRequestNotComplete", "ThrottlingException"])
    func tagsThatComeTooEarlyAreSentAgain(code: String) async throws {
        let aws = SiteAWS()
        await aws.route53.plan(.refused(Refusal(code: code)), for: "ChangeTagsForResource")
        #expect(try await resource(aws, Self.creating).settle() == .none)
        #expect(await aws.route53.backend.zones.values.map(\.tags) == [SiteAWS.ourTags])
    }

    @Test func aZoneThatWasThereBeforeStays() async throws {
        let aws = await services(["Z1": Zone("example.com")])
        let zone = resource(aws, .resume())
        let change = try zone.diffForDestroy(live: try await zone.find(), options: DestroyOptions(deleteData: true))
        #expect(change.action == .keep)
    }
}
