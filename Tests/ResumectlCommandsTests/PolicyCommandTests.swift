// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

@testable import ResumectlCommands

@Suite struct PolicyCommandTests {
    private static let config = """
        name: resume
        region: eu-west-1
        domain: example.com
        site:
          path: site
        """

    private func statements(_ stage: CommandStage) throws -> [JSONValue] {
        try JSONValue(parsing: stage.output)["Statement"]?.arrayValue ?? []
    }

    private func resource(_ id: String, _ stage: CommandStage) throws -> JSONValue? {
        try statements(stage).first { $0["Sid"] == .string(id) }?["Resource"]
    }

    @Test func withAnAccountItNeedsNoNetwork() async throws {
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["policy", "--account", "999999999999"], hasKeys: false) == .done)
        #expect(try resource("Bucket", stage) == "arn:aws:s3:::resume-999999999999-eu-west-1")
        #expect(try resource("Zone", stage) == "arn:aws:route53:::hostedzone/*")
        #expect(try resource("Certificate", stage) == "arn:aws:acm:us-east-1:999999999999:certificate/*")
        #expect(stage.error.contains("characters; IAM allows 6144 in a managed policy"))
    }

    @Test(
        arguments: [
            ([], [:], "eu-west-1"), (["--region", "eu-north-1"], [:], "eu-north-1"),
        ] as [([String], [String: String], String)])
    func theRegionIsTheOneOfADeploy(options: [String], variables: [String: String], region: String) async throws {
        let stage = try CommandStage(config: Self.config)
        let status = try await stage.run(
            ["policy", "--account", "999999999999"] + options, hasKeys: false, variables: variables)
        #expect(status == .done)
        #expect(try resource("Bucket", stage) == .string("arn:aws:s3:::resume-999999999999-\(region)"))
    }

    @Test func withoutARegionInTheFileTheEnvironmentChooses() async throws {
        let stage = try CommandStage(config: "name: resume\nsite:\n  path: site\n")
        let status = try await stage.run(
            ["policy", "--account", "999999999999"], hasKeys: false, variables: ["AWS_REGION": "ap-south-1"])
        #expect(status == .done)
        #expect(try resource("Bucket", stage) == "arn:aws:s3:::resume-999999999999-ap-south-1")
    }

    @Test func withCredentialsItLooksForTheZone() async throws {
        let zone =
            "<HostedZone><Id>/hostedzone/Z0ABC</Id><Name>example.com.</Name><CallerReference>r</CallerReference>"
            + "<Config><PrivateZone>false</PrivateZone></Config></HostedZone>"
        let account = ScriptedAccount([
            { request in
                guard request.host.hasPrefix("route53.") else { return nil }
                return request.target.contains("rrset")
                    ? ScriptedAccount.answer(
                        "<ListResourceRecordSetsResponse><ResourceRecordSets/><IsTruncated>false</IsTruncated>"
                            + "<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>")
                    : ScriptedAccount.answer(
                        "<ListHostedZonesByNameResponse><HostedZones>\(zone)</HostedZones>"
                            + "<IsTruncated>false</IsTruncated></ListHostedZonesByNameResponse>")
            }
        ])
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["policy"], account: account) == .done)
        #expect(try resource("Zone", stage) == "arn:aws:route53:::hostedzone/Z0ABC")
        #expect(try resource("Bucket", stage) == "arn:aws:s3:::resume-123456789012-eu-west-1")
        // CloudFront, Route 53, ACM and the index of tags are read alone; nothing is written.
        #expect(account.requests.allSatisfy { !$0.hasPrefix("PUT") && !$0.hasPrefix("DELETE") })
    }

    @Test func withoutThePermissionToLookThePolicyIsForAnyZone() async throws {
        let account = ScriptedAccount([
            { request in
                ScriptedAccount.isIdentity(request) ? nil : ScriptedAccount.error("AccessDenied", 403, to: request)
            }
        ])
        let stage = try CommandStage(config: Self.config)
        #expect(try await stage.run(["policy"], account: account) == .done)
        #expect(try resource("Zone", stage) == "arn:aws:route53:::hostedzone/*")
        #expect(stage.error.contains("note: the account could not be looked at (permission-denied"))
    }

    @Test func withoutCredentialsTheWayWithoutThemIsShown() async throws {
        let stage = try CommandStage(config: Self.config)
        let status = try await stage.run(
            ["policy"], account: ScriptedAccount(), hasKeys: false, variables: ["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(status == .permission)
        #expect(stage.output == "")
        #expect(stage.error.contains("resumectl policy --account 123456789012"))
    }

    @Test func asJSONItIsARecord() async throws {
        let stage = try CommandStage(config: Self.config)
        #expect(
            try await stage.run(
                ["policy", "--for", "content", "--account", "999999999999", "--json"], hasKeys: false) == .done)
        let records = try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(records.map { $0["type"] } == ["version", "policy"])
        #expect(records[1]["for"] == "content")
        #expect(records[1]["policy"]?["Version"] == "2012-10-17")
        #expect(stage.error == "")
    }
}
