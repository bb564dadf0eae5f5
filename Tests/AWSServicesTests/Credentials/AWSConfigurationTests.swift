// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct AWSConfigurationTests {
    static let config = """
        [default]
        region = sa-east-1
        [profile dev]
        region = eu-north-1
        max_attempts = 6
        use_dualstack_endpoint = true
        endpoint_url = http://all-of-dev:1
        services = local
        [services local]
        s3 =
          endpoint_url = http://s3-of-dev:2
        cloudwatch_logs =
          endpoint_url = http://logs-of-dev:3
        """

    static func make(
        _ variables: [String: String] = [:], profile: String? = nil, region: String? = nil, endpointURL: String? = nil
    ) throws -> AWSConfiguration {
        try AWSConfiguration(
            choices: .init(profile: profile, region: region, endpointURL: endpointURL),
            environment: VirtualClock().environment(variables), shared: sharedConfig(config))
    }

    @Test func takesTheRegionFromTheFirstSourceThatHasOne() throws {
        let all = ["AWS_REGION": "us-west-1", "AWS_DEFAULT_REGION": "us-west-2"]
        #expect(try Self.make(all, region: "eu-west-3").region == "eu-west-3")
        #expect(try Self.make(all, region: "eu-west-3").regionOrigin == "--region")
        #expect(try Self.make(all).region == "us-west-1")
        #expect(try Self.make(all).regionOrigin == "AWS_REGION")
        #expect(
            try Self.make(["AWS_REGION": "", "AWS_DEFAULT_REGION": "us-west-2"]).regionOrigin == "AWS_DEFAULT_REGION")
        #expect(try Self.make(profile: "dev").region == "eu-north-1")
        #expect(try Self.make(profile: "dev").regionOrigin == "profile dev")
        #expect(try Self.make().region == "sa-east-1")
        #expect(try Self.make(profile: "none").region == nil)
    }

    @Test func takesTheProfileFromTheFirstSourceThatHasOne() throws {
        let all = ["AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"]
        let explicit = try Self.make(all, profile: "dev")
        #expect(explicit.profileName == "dev")
        #expect(explicit.isProfileExplicit && explicit.isProfileNamed)
        let variable = try Self.make(all)
        #expect(variable.profileName == "a")
        #expect(!variable.isProfileExplicit && variable.isProfileNamed)
        #expect(try Self.make(["AWS_DEFAULT_PROFILE": "b"]).profileName == "b")
        let none = try Self.make()
        #expect(none.profileName == "default")
        #expect(!none.isProfileNamed)
    }

    @Test func takesTheEndpointFromTheFirstSourceThatHasOne() throws {
        let variables = ["AWS_ENDPOINT_URL": "http://all:1", "AWS_ENDPOINT_URL_ROUTE_53": "http://dns:2"]
        let explicit = try Self.make(variables, profile: "dev", endpointURL: "http://flag:9")
        #expect(explicit.endpointOverride(for: .route53)?.description == "http://flag:9")
        let environment = try Self.make(variables, profile: "dev")
        #expect(environment.endpointOverride(for: .route53)?.description == "http://dns:2")
        // The variable for all services comes before the file's entry for one.
        #expect(environment.endpointOverride(for: .s3)?.description == "http://all:1")
        let files = try Self.make(profile: "dev")
        #expect(files.endpointOverride(for: .s3)?.description == "http://s3-of-dev:2")
        #expect(files.endpointOverride(for: .logs)?.description == "http://logs-of-dev:3")
        #expect(files.endpointOverride(for: .iam)?.description == "http://all-of-dev:1")
        let ignoring = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "http://all:1"]
        #expect(try Self.make(ignoring, profile: "dev").endpointOverride(for: .s3) == nil)
        #expect(try Self.make(ignoring, endpointURL: "http://flag:9").endpointOverride(for: .s3) != nil)
        #expect(try Self.make().endpointOverride(for: .s3) == nil)
    }

    @Test func readsAttemptsAndVariants() throws {
        let dev = try Self.make(profile: "dev")
        #expect(dev.maximumAttempts == 6)
        #expect(dev.endpoints == EndpointResolver(usesDualStack: true))
        let variables = [
            "AWS_MAX_ATTEMPTS": "2", "AWS_USE_DUALSTACK_ENDPOINT": "False", "AWS_USE_FIPS_ENDPOINT": "true",
        ]
        let environment = try Self.make(variables, profile: "dev")
        #expect(environment.maximumAttempts == 2)
        #expect(environment.endpoints == EndpointResolver(usesFIPS: true))
        #expect(try Self.make().maximumAttempts == nil)
    }

    @Test(arguments: [
        (["AWS_REGION": "moon"], "AWS_REGION"), (["AWS_REGION": "us-east-1.evil.com"], "AWS_REGION"),
        (["AWS_REGION": "EU-WEST-1"], "AWS_REGION"), (["AWS_MAX_ATTEMPTS": "0"], "AWS_MAX_ATTEMPTS"),
        (["AWS_MAX_ATTEMPTS": "many"], "AWS_MAX_ATTEMPTS"), (["AWS_USE_FIPS_ENDPOINT": "yes"], "AWS_USE_FIPS_ENDPOINT"),
        (["AWS_ENDPOINT_URL": "localhost:1"], "AWS_ENDPOINT_URL"),
        (["AWS_ENDPOINT_URL_LAMBDA": "x"], "AWS_ENDPOINT_URL_LAMBDA"),
    ])
    func namesTheSourceOfAValueThatCannotBe(variables: [String: String], origin: String) {
        let error = #expect(throws: AWSConfigurationError.self) { try Self.make(variables) }
        #expect(error?.origin == origin)
    }
}
