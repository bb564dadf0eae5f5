// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct AliasRecordsResourceTests {
    private typealias Record = ZoneBackend.Record

    private static let target = "d111.cloudfront.net"

    /// What the zone, the distribution and the certificate tell.
    private func outputs(_ aws: SiteAWS, _ config: SiteConfig, aliases: [String] = []) async throws -> Outputs {
        let served = Outputs.made {
            $0[DistributionResource.domainName] = Self.target
            $0[DistributionResource.aliases] = aliases
        }
        let zone = HostedZoneResource(context: aws.context(config))
        var all = served
        if let live = try await zone.find(beside: served) { all.merge(zone.outputs(live: live)) }
        return all
    }

    private static func references(_ texts: [String]) throws -> Set<RecordReference> {
        try RecordReference.parse(texts, names: ["example.com", "www.example.com"])
    }

    private func services(_ records: [ZoneBackend.Record]) async -> SiteAWS {
        let aws = SiteAWS()
        await aws.route53.edit { $0.zones["Z1"] = ZoneBackend.Zone("example.com", records) }
        return aws
    }

    private func change(
        _ aws: SiteAWS, _ config: SiteConfig = .resume(aliases: []), aliases: [String] = [],
        replacing: [String] = []
    ) async throws -> Change {
        try await AliasRecordsResource(context: aws.context(config, replacing: try Self.references(replacing)))
            .change(beside: try await outputs(aws, config, aliases: aliases))
    }

    private func apply(
        _ aws: SiteAWS, _ config: SiteConfig = .resume(aliases: []), aliases: [String] = [],
        replacing: [String] = []
    ) async throws {
        let resource = AliasRecordsResource(context: aws.context(config, replacing: try Self.references(replacing)))
        let others = try await outputs(aws, config, aliases: aliases)
        _ = try await resource.apply(
            live: try await resource.find(beside: others), inputs: others, step: StepLog().reporter("dns.records"))
    }

    private static func alias(_ name: String, _ type: String, _ target: String = target) -> ZoneBackend.Record {
        Record(name: name, type: type, alias: target)
    }

    private static let both = [alias("example.com", "A"), alias("example.com", "AAAA")]

    // MARK: Deciding

    /// The records at a name, what a plan says, and the items that it shows.
    private static let zones: [(String, [ZoneBackend.Record], Change.Action, [String])] = [
        ("nothing there", [], .create, ["create A example.com", "create AAAA example.com"]),
        ("both there", both, .none, []),
        ("one there", [both[0]], .update, ["create AAAA example.com"]),
        (
            "one with another setting",
            [Record(name: "example.com", type: "A", alias: target, checksHealth: true), both[1]], .update,
            ["update A example.com"]
        ),
        (
            "records of other kinds are no obstacle",
            both + [Record(name: "example.com", type: "MX", ttl: 300, values: ["10 m."])], .none, []
        ),
        (
            "an address of somebody", [Record(name: "example.com", type: "A", ttl: 60, values: ["192.0.2.1"])],
            .conflict,
            ["conflict A example.com"]
        ),
        (
            "an alias of something else", [alias("example.com", "A", "lb.example.net"), both[1]], .conflict,
            ["conflict A example.com"]
        ),
        (
            "a CNAME", [Record(name: "example.com", type: "CNAME", ttl: 60, values: ["old.example.net."])], .conflict,
            ["conflict CNAME example.com"]
        ),
    ]

    @Test(arguments: zones.indices)
    func aRecordIsMadeWhereNoneIsInTheWay(index: Int) async throws {
        let (_, records, action, items) = Self.zones[index]
        let aws = await services(records)
        let found = try await change(aws)
        #expect(found.action == action)
        #expect(found.items.map { "\($0.action) \($0.name)" } == items)
        if action == .conflict {
            #expect(found.hint?.contains("    resumectl deploy --replace-record example.com:") == true)
            #expect(found.items.first?.note != nil)
        } else if found.isEffective {
            try await apply(aws)
            #expect(try await change(aws) == .none)
        }
    }

    @Test func beforeTheDistributionExistsEverythingInTheWayIsForeign() async throws {
        let aws = await services(Self.both)
        let resource = AliasRecordsResource(context: aws.context(.resume(aliases: [])))
        let zone = HostedZoneResource(context: aws.context(.resume(aliases: [])))
        let others = zone.outputs(live: try #require(try await zone.find()))
        #expect(try await resource.change(beside: others).action == .conflict)
    }

    @Test func beforeTheDistributionExistsTheTargetIsKnownAfterApply() async throws {
        let aws = await services([])
        let resource = AliasRecordsResource(context: aws.context(.resume(aliases: [])))
        let change = try resource.diff(live: nil, inputs: Outputs())
        #expect(change.action == .create)
        #expect(change.items.first?.note == "alias of the distribution (known after apply)")
    }

    // MARK: Replacing

    @Test func aNameThatIsNamedGetsOurRecordsInOneBatchWithTheCNAMEGoneFirst() async throws {
        let aws = await services([Record(name: "example.com", type: "CNAME", ttl: 60, values: ["old.example.net."])])
        let replacing = ["example.com:CNAME"]
        let found = try await change(aws, replacing: replacing)
        #expect(found.action == .replace)
        #expect(
            found.items.map { "\($0.action) \($0.name)" } == [
                "create A example.com", "create AAAA example.com", "delete CNAME example.com",
            ])
        try await apply(aws, replacing: replacing)
        #expect(
            await aws.route53.backend.batches == [
                ["DELETE CNAME example.com", "CREATE A example.com", "CREATE AAAA example.com"]
            ])
        #expect(await aws.route53.backend.zones["Z1"]?.made == Self.both)
        #expect(try await change(aws) == .none)
    }

    @Test func anAddressThatIsNamedIsReplaced() async throws {
        let aws = await services([Record(name: "example.com", type: "A", ttl: 60, values: ["192.0.2.1"])])
        try await apply(aws, replacing: ["EXAMPLE.com.:a"])
        #expect(await aws.route53.backend.zones["Z1"]?.made == Self.both)
    }

    @Test func aRecordOfAnotherTypeThanTheNamedOneStaysInTheWay() async throws {
        let aws = await services([
            Record(name: "example.com", type: "A", ttl: 60, values: ["192.0.2.1"]),
            Record(name: "example.com", type: "AAAA", ttl: 60, values: ["2001:db8::1"]),
        ])
        let found = try await change(aws, replacing: ["example.com:A"])
        #expect(found.action == .conflict)
        #expect(found.hint?.hasSuffix("    resumectl deploy --replace-record example.com:AAAA") == true)
        #expect(try await change(aws, replacing: ["example.com"]).action == .replace)
    }

    /// `:CNAME` covers what a CNAME to a distribution gave way to, and nothing else.
    @Test(arguments: [("d9.cloudfront.net", Change.Action.replace), ("lb.example.net", .conflict)])
    func whatStandsInForACNAMEIsReplacedLikeIt(place: String, action: Change.Action) async throws {
        let aws = await services([Self.alias("example.com", "A", place), Self.alias("example.com", "AAAA", place)])
        #expect(try await change(aws, replacing: ["example.com:CNAME"]).action == action)
    }

    @Test func aCNAMEThatGaveWaySinceItWasReadIsReplaced() async throws {
        let aws = await services([
            Record(name: "example.com", type: "CNAME", ttl: 60, values: ["d9.cloudfront.net."])
        ])
        let context = aws.context(.resume(aliases: []), replacing: try Self.references(["example.com:CNAME"]))
        let resource = AliasRecordsResource(context: context)
        let others = try await outputs(aws, .resume(aliases: []))
        let live = try await resource.find(beside: others)
        let standIns = ["A", "AAAA"].map { Self.alias("example.com", $0, "d9.cloudfront.net") }
        await aws.route53.edit { $0.zones["Z1"] = ZoneBackend.Zone("example.com", standIns) }
        _ = try await resource.apply(live: live, inputs: others, step: StepLog().reporter("dns.records"))
        #expect(await aws.route53.backend.zones["Z1"]?.made == Self.both)
    }

    @Test(arguments: ["other.example.net", "example.com:MX", "", "com"])
    func aRecordThatIsNotTheSitesIsNoRecordToReplace(text: String) {
        #expect { _ = try Self.references([text]) } throws: { error in
            (error as? DeployError)?.code == "unknown-record" && (error as? DeployError)?.kind == .configuration
        }
    }

    @Test func aRecordThatCameInBetweenIsNotOverwritten() async throws {
        let aws = await services([])
        let resource = AliasRecordsResource(context: aws.context(.resume(aliases: [])))
        let others = try await outputs(aws, .resume(aliases: []))
        let live = try await resource.find(beside: others)
        let theirs = Record(name: "example.com", type: "A", ttl: 60, values: ["192.0.2.1"])
        await aws.route53.edit { $0.zones["Z1"]?.records.append(theirs) }
        await #expect {
            _ = try await resource.apply(live: live, inputs: others, step: StepLog().reporter("dns.records"))
        } throws: { ($0 as? DeployError)?.code == "foreign-record" }
        #expect(await aws.route53.backend.zones["Z1"]?.made == [theirs])
    }

    // MARK: Former names

    @Test func recordsOfAFormerNameGoWhenTheyLeadToOurDistribution() async throws {
        let aws = await services(
            Self.both + [Self.alias("old.example.com", "A"), Self.alias("old.example.com", "AAAA")])
        let aliases = ["example.com", "old.example.com"]
        let found = try await change(aws, aliases: aliases)
        #expect(found.action == .update)
        #expect(
            found.items.map { "\($0.action) \($0.name)" } == [
                "delete A old.example.com", "delete AAAA old.example.com",
            ])
        try await apply(aws, aliases: aliases)
        #expect(await aws.route53.backend.zones["Z1"]?.made == Self.both)
    }

    /// What may stand at a former name, or lead to the distribution from a name that was never ours.
    @Test(arguments: [
        ZoneBackend.Record(name: "old.example.com", type: "A", alias: "lb.example.net"),
        ZoneBackend.Record(name: "old.example.com", type: "A", ttl: 60, values: ["192.0.2.1"]),
        ZoneBackend.Record(name: "old.example.com", type: "CNAME", ttl: 60, values: ["d111.cloudfront.net."]),
        ZoneBackend.Record(name: "other.example.com", type: "A", alias: "d111.cloudfront.net"),
    ])
    func otherRecordsStay(record: ZoneBackend.Record) async throws {
        let aws = await services(Self.both + [record])
        #expect(try await change(aws, aliases: ["example.com", "old.example.com"]) == .none)
    }

    @Test func withoutADomainTheRecordsGo() async throws {
        let aws = await services(Self.both)
        #expect(try await change(aws, .bare, aliases: ["example.com"]).items.count == 2)
        try await apply(aws, .bare, aliases: ["example.com"])
        #expect(await aws.route53.backend.zones["Z1"]?.made == [])
    }

    // MARK: Zones and deletes

    @Test func eachRecordGoesToTheZoneOfItsName() async throws {
        let aws = await services([])
        await aws.route53.edit { $0.zones["Z2"] = ZoneBackend.Zone("www.example.com") }
        try await apply(aws, .resume())
        let zones = await aws.route53.backend.zones
        #expect(zones["Z1"]?.made.map(\.name) == ["example.com", "example.com"])
        #expect(zones["Z2"]?.made.map(\.name) == ["www.example.com", "www.example.com"])
    }

    @Test func aDestroyTakesJustWhatLeadsToOurDistribution() async throws {
        let theirs = Record(name: "www.example.com", type: "A", ttl: 60, values: ["192.0.2.1"])
        let aws = await services(Self.both + [theirs])
        let resource = AliasRecordsResource(context: aws.context(.resume()))
        let others = try await outputs(aws, .resume(), aliases: ["example.com"])
        let live = try #require(try await resource.find(beside: others))
        let change = try resource.diffForDestroy(live: live, options: DestroyOptions(deleteData: true))
        #expect(change.items.map(\.name) == ["A example.com", "AAAA example.com"])
        try await resource.delete(live: live, inputs: others, step: StepLog().reporter("dns.records"))
        #expect(await aws.route53.backend.zones["Z1"]?.made == [theirs])
    }
}
