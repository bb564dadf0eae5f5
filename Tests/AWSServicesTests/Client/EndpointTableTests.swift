// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import AWSWire
import Testing

/// Hosts and signatures against botocore's own, for every service, region and variant; `make endpoint-test` runs just
/// these.
@Suite struct EndpointTableTests {
    /// What both sides say about one place.
    struct Row: Equatable, CustomStringConvertible {
        var place: String
        var host: String
        /// Name and region of the signature; empty for a service that takes none.
        var signature: [String]

        var description: String { "\(place): \(host) signed for \(signature)" }
    }

    private static func configuration(_ row: JSONValue) throws -> AWSConfiguration {
        try AWSConfiguration(
            choices: .init(region: row["region"]?.stringValue, endpointURL: row["endpointURL"]?.stringValue),
            environment: VirtualClock().environment([
                "AWS_USE_DUALSTACK_ENDPOINT": row["dualStack"] == true ? "true" : "false",
                "AWS_USE_FIPS_ENDPOINT": row["fips"] == true ? "true" : "false",
            ]), shared: sharedConfig())
    }

    private static func place(_ row: JSONValue) -> String {
        var text = row["region"]?.stringValue ?? "?"
        if row["dualStack"] == true { text += " dual-stack" }
        if row["fips"] == true { text += " FIPS" }
        if let bucket = row["bucket"]?.stringValue { text += " \(bucket) \(row["operation"]?.stringValue ?? "")" }
        if let url = row["endpointURL"]?.stringValue { text += " \(url)" }
        return text
    }

    /// The part of a URL up to the path.
    private static func host(_ row: JSONValue) -> String {
        String((row["url"]?.stringValue ?? "").dropFirst("https://".count).prefix { $0 != "/" })
    }

    private static func signature(_ row: JSONValue) -> [String] {
        (row["signature"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// What a service in China's S3 or an isolated partition is refused with, before anything is sent.
    private static func isRefusedHere(_ row: JSONValue) -> Bool {
        let region = row["region"]?.stringValue ?? ""
        return AWSPartition.isIsolated(region: region)
            || (AWSPartition.of(region: region) == .china && row["fips"] == true)
    }

    @Test(arguments: AWSService.allCases)
    func everyRegionAndVariantIsWhereBotocoreSays(service: AWSService) async throws {
        let isSigned = ![.sso, .ssoOIDC, .signIn].contains(service)
        let answer = try await BotocoreOracle.shared.ask(["endpoints": .string(service.botocoreName)])
        let rows = try #require(answer["rows"]?.arrayValue)
        // 34 + 2 + 2 + 1 regions and the isolated ones, four variants each, and more as AWS grows.
        #expect(rows.count >= 4 * 39)
        let partitions = Set(rows.compactMap { $0["partition"]?.stringValue })
        #expect(partitions.isSuperset(of: ["aws", "aws-cn", "aws-us-gov"]))
        var differences: [String] = []
        for row in rows {
            let region = try #require(row["region"]?.stringValue)
            if Self.isRefusedHere(row) {
                #expect(throws: AWSConfigurationError.self) { try Self.configuration(row) }
                continue
            }
            if let error = row["error"]?.stringValue {
                differences.append("\(Self.place(row)): botocore refuses it (\(error)), and we do not")
                continue
            }
            let endpoint = try Self.configuration(row).endpoints.endpoint(for: service, region: region)
            let ours = Row(
                place: Self.place(row), host: endpoint.host,
                signature: isSigned ? [service.signingName, endpoint.signingRegion] : [])
            let theirs = Row(place: Self.place(row), host: Self.host(row), signature: Self.signature(row))
            if ours != theirs { differences.append("\(ours), botocore: \(theirs)") }
            if AWSPartition.of(region: region).id != row["partition"]?.stringValue {
                differences.append("\(region) is of partition \(row["partition"]?.stringValue ?? "?")")
            }
        }
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test func bucketsAreWhereBotocorePutsThem() async throws {
        let rows = try #require(try await BotocoreOracle.shared.ask(["buckets": true])["rows"]?.arrayValue)
        #expect(rows.count > 150)
        var differences: [String] = []
        for row in rows where !Self.isRefusedHere(row) {
            let clients = AWSClients(
                configuration: try Self.configuration(row), environment: VirtualClock().environment(),
                transport: ScriptedTransport([]),
                credentials: FixedCredentials(
                    TimedCredentials(credentials: .init(accessKeyID: "A", secretAccessKey: "s"), source: "test")),
                userAgent: "resumectl/0.0.0")
            let isLocation = row["operation"] == "get_bucket_location"
            let request = ServiceRequest(
                isLocation ? "GetBucketLocation" : "HeadBucket", method: isLocation ? "GET" : "HEAD",
                query: isLocation ? [("location", nil)] : [], bucket: try #require(row["bucket"]?.stringValue))
            let transport = try #require(clients.transport as? ScriptedTransport)
            _ = try? await clients.caller(for: .s3, region: row["region"]?.stringValue ?? "").send(request)
            let sent = try #require(transport.requests.first)
            let url = "\(sent.scheme)://\(sent.host)\(sent.port.map { ":\($0)" } ?? "")\(sent.target)"
            if url != row["url"]?.stringValue {
                differences.append("\(Self.place(row)): \(url), botocore: \(row["url"]?.stringValue ?? "none")")
            }
            let scope = "/\(Self.signature(row).reversed().joined(separator: "/"))/aws4_request"
            if sent.header("Authorization")?.contains(scope) != true {
                differences.append("\(Self.place(row)): not signed for \(scope)")
            }
        }
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: AWSService.allCases)
    func addressesOfVariablesAndFilesAreTakenAsBotocoreTakesThem(service: AWSService) async throws {
        let answer = try await BotocoreOracle.shared.ask(["chosen": .string(service.botocoreName)])
        let rows = try #require(answer["rows"]?.arrayValue)
        #expect(rows.count == 24)
        for row in rows {
            let variables = (row["variables"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
            let config = try #require(row["config"]?.stringValue)
            let chosen = Result {
                try AWSConfiguration(
                    choices: .init(profile: "dev"), environment: VirtualClock().environment(variables),
                    shared: sharedConfig(config)
                ).endpointOverride(for: service)?.description
            }
            if row["error"] != nil {
                let error = #expect(throws: AWSConfigurationError.self) { try chosen.get() }
                #expect(error?.reason.contains("[services elsewhere]") == true)
            } else if variables["AWS_ENDPOINT_URL"] != nil || !config.contains("elsewhere") {
                // The other services, too, get along without the section that is missing.
                #expect(try chosen.get() == row["url"]?.stringValue, "\(variables) \(config)")
            }
        }
    }
}
