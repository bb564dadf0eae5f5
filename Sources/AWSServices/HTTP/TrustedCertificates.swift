// SPDX-License-Identifier: Apache-2.0

/// The file of certificates to trust instead of the system's, and who named it.
///
/// | Source, the first wins | |
/// |---|---|
/// | `AWS_CA_BUNDLE` | as in every AWS tool |
/// | `ca_bundle` of the profile | the same |
/// | `SSL_CERT_FILE` | as in most other programs |
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "General configuration".
package struct TrustedCertificates: Sendable, Equatable {
    /// The path of the file, in PEM.
    package var file: String
    /// Who named it, for errors: `AWS_CA_BUNDLE`, `ca_bundle of profile dev`.
    package var origin: String

    /// Names a file.
    ///
    /// - Parameters:
    ///   - file: The path of the file, in PEM.
    ///   - origin: Who named it.
    package init(file: String, origin: String) {
        self.file = file
        self.origin = origin
    }

    /// Finds the file.
    ///
    /// - Parameters:
    ///   - environment: Variables and home directory.
    ///   - profile: `--profile`; `nil` leaves the choice to the environment.
    ///   - shared: The shared files; `nil` reads them when they are needed.
    /// - Returns: The file; `nil` for the system's certificates.
    /// - Throws: `SharedConfigError` when the shared files are asked and cannot be read.
    package static func find(
        environment: AWSEnvironment, profile: String? = nil, shared: SharedConfig? = nil
    ) throws(SharedConfigError) -> TrustedCertificates? {
        func named(_ variable: String) -> TrustedCertificates? {
            environment[variable].map { TrustedCertificates(file: environment.expandingTilde($0), origin: variable) }
        }
        if let found = named("AWS_CA_BUNDLE") { return found }
        let name = AWSConfiguration.profile(profile, environment: environment).name
        let shared = if let shared { shared } else { try SharedConfig(environment: environment) }
        if let file = shared.profile(name)?["ca_bundle"] {
            return TrustedCertificates(
                file: environment.expandingTilde(file), origin: "ca_bundle of profile \(name)")
        }
        return named("SSL_CERT_FILE")
    }
}
