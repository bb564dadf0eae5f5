// SPDX-License-Identifier: Apache-2.0

/// What holds for all calls of a run: profile, region, endpoints, attempts.
///
/// | Value | Sources, the first wins |
/// |---|---|
/// | profile | `--profile`, `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, `default` |
/// | region | `--region`, `AWS_REGION`, `AWS_DEFAULT_REGION`, `region` of the profile |
/// | endpoint | `--endpoint-url`, `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, its `endpoint_url` |
/// | attempts | `AWS_MAX_ATTEMPTS`, `max_attempts` of the profile |
/// | trusted certificates | `AWS_CA_BUNDLE`, `ca_bundle` of the profile, `SSL_CERT_FILE`; see `TrustedCertificates` |
/// | IPv6 and FIPS hosts | `AWS_USE_DUALSTACK_ENDPOINT`, `AWS_USE_FIPS_ENDPOINT`, `use_…_endpoint` of the profile |
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Settings reference".
package struct AWSConfiguration: Sendable {
    /// What the command line says.
    package struct Choices: Sendable, Equatable {
        /// `--profile`.
        package var profile: String?
        /// `--region`, or what the site's configuration says.
        package var region: String?
        /// Where `region` comes from, for people.
        package var regionOrigin: String
        /// `--endpoint-url`.
        package var endpointURL: String?

        /// Makes choices; `nil` leaves a value to the environment and the files.
        package init(
            profile: String? = nil, region: String? = nil, regionOrigin: String = "--region",
            endpointURL: String? = nil
        ) {
            self.profile = profile
            self.region = region
            self.regionOrigin = regionOrigin
            self.endpointURL = endpointURL
        }
    }

    /// The profile's name.
    package let profileName: String
    /// Whether the profile was named on the command line; keys in the environment are then passed over.
    package let isProfileExplicit: Bool
    /// Where the profile's name comes from, for people: `--profile`, `AWS_PROFILE`; `nil` when nobody named one.
    package let profileOrigin: String?
    /// The region, `nil` when nobody chose one.
    package let region: String?
    /// Where the region comes from, for people: `--region`, `AWS_REGION`, `profile dev`.
    package let regionOrigin: String?
    /// The rules by which endpoints are found.
    package let endpoints: EndpointResolver
    /// How often to send at most, `nil` for each service's own number.
    package let maximumAttempts: Int?
    /// The shared files.
    package let shared: SharedConfig

    private let overrides: [AWSService: EndpointURL]

    /// Whether anybody named a profile, on the command line or in the environment.
    package var isProfileNamed: Bool { profileOrigin != nil }

    /// Works out the values.
    ///
    /// - Parameters:
    ///   - choices: What the command line says.
    ///   - environment: Variables; home directory.
    ///   - shared: The shared files; `nil` reads them.
    /// - Throws: `SharedConfigError` for a file that cannot be read; `AWSConfigurationError` for a value that cannot be.
    package init(choices: Choices = Choices(), environment: AWSEnvironment, shared: SharedConfig? = nil) throws {
        let shared = try shared ?? SharedConfig(environment: environment)
        self.shared = shared
        let named = Self.profile(choices.profile, environment: environment)
        profileName = named.name
        profileOrigin = named.origin
        isProfileExplicit = choices.profile != nil
        let profile = shared.profile(profileName)

        let profileOrigin = "profile \(profileName)"
        func setting(_ variables: [String], _ key: String) -> (value: String, origin: String)? {
            for variable in variables {
                if let value = environment[variable] { return (value, variable) }
            }
            return profile?[key].map { ($0, profileOrigin) }
        }

        let region =
            choices.region.map { ($0, choices.regionOrigin) }
            ?? setting(["AWS_REGION", "AWS_DEFAULT_REGION"], "region")
        if let (value, origin) = region { try Self.check(region: value, origin: origin) }
        self.region = region?.0
        regionOrigin = region?.1

        let fips = setting(["AWS_USE_FIPS_ENDPOINT"], "use_fips_endpoint")
        endpoints = EndpointResolver(
            usesDualStack: try Self.flag(setting(["AWS_USE_DUALSTACK_ENDPOINT"], "use_dualstack_endpoint")),
            usesFIPS: try Self.flag(fips))
        if endpoints.usesFIPS, let region, AWSPartition.of(region: region.0) == .china {
            throw AWSConfigurationError(
                origin: fips?.origin ?? "use_fips_endpoint",
                reason: "S3 has no FIPS hosts in China (\(region.0), from \(region.1)); turn FIPS off")
        }

        maximumAttempts = try setting(["AWS_MAX_ATTEMPTS"], "max_attempts").map { value, origin in
            guard let number = Int(value), number > 0 else {
                throw AWSConfigurationError(origin: origin, reason: "\"\(value)\" is not a number of attempts")
            }
            return number
        }

        let ignoresConfigured = try Self.flag(
            setting(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], "ignore_configured_endpoint_urls"))
        overrides = try Self.overrides(
            choices: choices, environment: environment, shared: shared, profile: profile,
            ignoresConfigured: ignoresConfigured)
    }

    /// The address that was chosen for a service.
    ///
    /// - Parameter service: The service.
    /// - Returns: The address, `nil` to use AWS's own.
    package func endpointOverride(for service: AWSService) -> EndpointURL? {
        overrides[service]
    }

    /// The profile's name and where it comes from.
    ///
    /// - Parameters:
    ///   - chosen: `--profile`.
    ///   - environment: Variables.
    /// - Returns: The name, and its origin for people; `default` without an origin when nobody named one.
    package static func profile(
        _ chosen: String?, environment: AWSEnvironment
    ) -> (name: String, origin: String?) {
        if let chosen { return (chosen, "--profile") }
        for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
            if let name = environment[variable] { return (name, variable) }
        }
        return ("default", nil)
    }

    /// Checks the name of a region, which becomes part of host names.
    ///
    /// - Parameters:
    ///   - region: The name.
    ///   - origin: Where it comes from, for the error.
    /// - Throws: `AWSConfigurationError` unless it can be a region's name, and one that can be reached.
    static func check(region: String, origin: String) throws(AWSConfigurationError) {
        guard isRegion(region) else {
            throw AWSConfigurationError(
                origin: origin, reason: "\"\(region)\" is not the name of a region, such as eu-central-1")
        }
        if AWSPartition.isIsolated(region: region) {
            throw AWSConfigurationError(
                origin: origin, reason: "\(region) is in an isolated partition of AWS, whose hosts are not known here")
        }
    }

    private static func overrides(
        choices: Choices, environment: AWSEnvironment, shared: SharedConfig, profile: AWSProfile?,
        ignoresConfigured: Bool
    ) throws -> [AWSService: EndpointURL] {
        var found: [AWSService: EndpointURL] = [:]
        let origin = "profile \(profile?.name ?? "")"
        let section = profile?["services"]
        let services = section.flatMap { shared.config.sections[.init(type: "services", name: $0)] }
        for service in AWSService.allCases {
            var candidates: [(value: String?, origin: String)] = [(choices.endpointURL, "--endpoint-url")]
            if !ignoresConfigured {
                let variable = "AWS_ENDPOINT_URL_\(service.environmentID)"
                candidates += [
                    (environment[variable], variable), (environment["AWS_ENDPOINT_URL"], "AWS_ENDPOINT_URL"),
                ]
                if let section, services == nil, candidates.allSatisfy({ $0.value?.isEmpty != false }) {
                    throw AWSConfigurationError(
                        origin: "services of \(origin)",
                        reason: "there is no [services \(section)] in \(shared.configPath)")
                }
                let key = service.environmentID.lowercased()
                candidates += [
                    (services?.nested[key]?["endpoint_url"], "\(key) in section services of \(origin)"),
                    (profile?["endpoint_url"], "endpoint_url of \(origin)"),
                ]
            }
            guard let (value, origin) = candidates.first(where: { $0.value?.isEmpty == false }), let value else {
                continue
            }
            guard let url = EndpointURL(value) else {
                throw AWSConfigurationError(
                    origin: origin, reason: "this is not an address such as https://host or http://host:port")
            }
            found[service] = url
        }
        return found
    }

    private static func flag(_ setting: (value: String, origin: String)?) throws -> Bool {
        guard let (value, origin) = setting else { return false }
        switch value.lowercased() {
        case "true": return true
        case "false": return false
        default: throw AWSConfigurationError(origin: origin, reason: "expected true or false, not \"\(value)\"")
        }
    }

    /// Lower-case words and digits with `-` between them: a region becomes part of host names.
    private static func isRegion(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count >= 3 && text.utf8.count <= 63
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    }
            }
    }
}

/// A setting that cannot be used.
package struct AWSConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The variable, option or profile that holds it.
    package var origin: String
    /// What is wrong with it.
    package var reason: String

    /// `AWS_REGION: "moon" is not the name of a region, such as eu-central-1`
    package var description: String { "\(origin): \(reason)" }
}
