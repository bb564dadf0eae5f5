// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

/// Public DNS with just the records of a list, `NAME TYPE` each; with `nil` nobody answers.
struct ListedDNS: DNSResolving {
    var records: [String: [DNSRecord.Content]]?

    func lookup(_ name: String, _ type: DNSRecordType) async -> DNSLookup {
        guard let records else { return .unknown("nobody answers") }
        if let found = records["\(name) \(type)"] {
            return found.isEmpty
                ? .noRecords : .records(found.map { DNSRecord(name: name, type: type, content: $0) })
        }
        if let alias = records["\(name) CNAME"] {
            return .records(alias.map { DNSRecord(name: name, type: .cname, content: $0) })
        }
        return .noSuchName
    }
}

@Suite struct PublicDNSTests {
    private static func caa(_ tag: String, _ value: String, critical: Bool = false) -> DNSRecord.Content {
        .caa(isCritical: critical, tag: tag, value: value)
    }

    // MARK: CAA

    /// The CAA records at a name, and whether Amazon may issue a certificate.
    private static let policies: [([DNSRecord.Content], Bool)] = [
        ([], true),
        ([caa("issue", "amazon.com")], true),
        ([caa("issue", "letsencrypt.org"), caa("issue", " AmazonTrust.com ; account=1")], true),
        ([caa("issue", "awstrust.com")], true),
        ([caa("issue", "amazonaws.com")], true),
        ([caa("issue", "letsencrypt.org")], false),
        ([caa("issue", ";")], false),
        ([caa("issue", "notamazon.com")], false),
        ([caa("issuewild", "letsencrypt.org")], true),
        ([caa("iodef", "mailto:a@example.com", critical: true)], true),
        ([caa("future", "x", critical: true), caa("issue", "amazon.com")], false),
        ([caa("future", "x"), caa("issue", "amazon.com")], true),
    ]

    @Test(arguments: policies.indices)
    func aCAARecordAllowsWhomItNames(index: Int) async {
        let (contents, isAllowed) = Self.policies[index]
        let dns = PublicDNS(ListedDNS(records: ["example.com CAA": contents]))
        #expect(await (dns.forbiddingCAA(of: "www.example.com") == nil) == isAllowed)
    }

    @Test func theNearestCAARecordsDecide() async {
        let dns = PublicDNS(
            ListedDNS(records: [
                "www.example.com CAA": [Self.caa("issue", "amazon.com")],
                "example.com CAA": [Self.caa("issue", "letsencrypt.org")],
            ]))
        #expect(await dns.forbiddingCAA(of: "www.example.com") == nil)
        #expect(await dns.forbiddingCAA(of: "cv.example.com")?.place == "example.com")
    }

    // MARK: Delegation

    @Test(arguments: [
        (["a.net", "b.net"], ["a.net", "b.net"], true), (["A.net."], ["a.net", "b.net"], true),
        (["a.net", "x.net"], ["a.net", "b.net"], false), ([], ["a.net"], false), (["a.net"], [], false),
    ])
    func aDelegationLeadsToTheZoneWhenAllItsServersAreTheZones(live: [String], servers: [String], leads: Bool) {
        #expect(Delegation.leads(live, to: servers) == leads)
    }

    @Test func theInstructionsSayWhere() {
        #expect(Delegation.instructions("example.co.uk", servers: ["a"]).hasPrefix("Where you bought example.co.uk"))
        #expect(
            Delegation.instructions("cv.example.com", servers: ["a", "b"])
                == "Where the DNS of example.com is kept, enter NS records for cv.example.com with these name servers:"
                + "\n    a\n    b")
    }

    // MARK: Names

    private static let target = "d111.cloudfront.net"

    /// What is at a name, and where it leads.
    private static let places: [([String: [DNSRecord.Content]], PublicDNS.Destination)] = [
        (["www.example.com CNAME": [.name(target)]], .site),
        (["www.example.com CNAME": [.name("jane.github.io")]], .elsewhere("jane.github.io")),
        ([:], .nowhere),
        (["www.example.com A": []], .nowhere),
        (["www.example.com A": [.address([192, 0, 2, 1])], "\(target) A": [.address([192, 0, 2, 1])]], .site),
        (
            [
                "www.example.com A": [.address([192, 0, 2, 1])],
                "1.2.0.192.in-addr.arpa PTR": [.name("server-1.r.cloudfront.net")],
            ], .site
        ),
        (["www.example.com A": [.address([192, 0, 2, 1])]], .elsewhere("192.0.2.1")),
    ]

    @Test(arguments: places.indices)
    func aNameLeadsSomewhere(index: Int) async {
        let (records, expected) = Self.places[index]
        let dns = PublicDNS(ListedDNS(records: records))
        #expect(await dns.destination(of: "www.example.com", target: Self.target) == expected)
    }

    @Test func whatCannotBeAskedIsNotKnownAndToldOnce() async {
        let dns = PublicDNS(ListedDNS(records: nil))
        #expect(await dns.nameServers(of: "example.com") == nil)
        #expect(await dns.forbiddingCAA(of: "example.com") == nil)
        #expect(await dns.isSignatureMissing(of: "example.com") == false)
        #expect(await dns.destination(of: "example.com", target: Self.target) == .unknown)
        #expect(dns.takeDoubt()?.contains("nobody answers") == true)
        #expect(dns.takeDoubt() == nil)
    }

    // MARK: The wait for the certificate

    /// What public DNS says, and how a run that waits for the certificate ends.
    @Test(arguments: [
        (["example.com NS": [DNSRecord.Content.name("ns.other.example")]], "delegation-pending"),
        ([:], "delegation-pending"),
        (
            [
                "example.com NS": [.name("ns-1.awsdns.example")], "example.com DS": [.opaque([1])],
                "example.com DNSKEY": [],
            ], "dnssec-broken"
        ),
        (
            [
                "example.com NS": [.name("ns-1.awsdns.example")],
                "example.com CAA": [.caa(isCritical: false, tag: "issue", value: "other.example")],
            ], "caa-forbids"
        ),
    ])
    func whatNeedsHandsIsNotWaitedFor(records: [String: [DNSRecord.Content]], code: String) async throws {
        let aws = SiteAWS()
        await aws.route53.edit { $0.zones["Z1"] = ZoneBackend.Zone("example.com") }
        await aws.acm.edit { $0.add(1, .init(names: ["example.com"])) }
        let context = aws.context(.resume(aliases: []), dns: ListedDNS(records: records))
        let zone = HostedZoneResource(context: context)
        var inputs = zone.outputs(live: try #require(try await zone.find()))
        inputs[CertificateResource.arn] = ARN(rawValue: CertificateBackend.arn(1))
        let known = inputs
        await #expect {
            _ = try await CertificateValidationResource(context: context).apply(
                live: nil, inputs: known, step: StepLog().reporter("certificate.issued"))
        } throws: { error in
            let error = error as? DeployError
            return error?.code == code && error?.kind == .pending
                && error?.hint?.hasSuffix("    resumectl deploy") == true
        }
        #expect(aws.time.elapsed == .zero)
    }

    @Test func severalZonesAreToldApartByTheNameServersThatTheWorldAsks() async throws {
        let aws = SiteAWS()
        let mine = ZoneBackend.Zone("example.com")
        var other = mine
        other.records[0].values = ["ns-8.awsdns.example.", "ns-9.awsdns.example."]
        let zones = ["Z1": mine, "Z2": other]
        await aws.route53.edit { $0.zones = zones }
        let dns = ListedDNS(records: [
            "example.com NS": [.name("ns-9.awsdns.example"), .name("ns-8.awsdns.example")]
        ])
        let resource = HostedZoneResource(context: aws.context(dns: dns))
        #expect(try await resource.find()?.zones.map(\.id.rawValue) == ["Z2"])
    }
}
