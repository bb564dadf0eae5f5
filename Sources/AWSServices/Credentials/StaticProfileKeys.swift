// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning

/// Keys written into a profile.
package struct StaticProfileKeys: ProfileCredentialsMethod {
    /// Which of the two files to look into.
    package enum Place: Sendable {
        /// `~/.aws/credentials`, which comes first.
        case credentialsFile
        /// `~/.aws/config`.
        case configFile
    }

    private let place: Place

    /// Makes the method for one file.
    ///
    /// - Parameter place: The file.
    package init(in place: Place) {
        self.place = place
    }

    package func credentials(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials? {
        try Self.keys(of: profile, in: place, shared: resolver.shared)
    }

    /// The keys of a profile, wherever they are.
    static func keys(of profile: AWSProfile, shared: SharedConfig) throws -> TimedCredentials? {
        try keys(of: profile, in: .credentialsFile, shared: shared)
            ?? keys(of: profile, in: .configFile, shared: shared)
    }

    private static func keys(of profile: AWSProfile, in place: Place, shared: SharedConfig) throws -> TimedCredentials?
    {
        let section = place == .credentialsFile ? profile.credentials : profile.config
        let file = place == .credentialsFile ? shared.credentialsPath : shared.configPath
        let id = section["aws_access_key_id"]
        let secret = section["aws_secret_access_key"]
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            let missing = id == nil ? "aws_access_key_id" : "aws_secret_access_key"
            throw CredentialsError(
                .misconfigured, "Profile \(profile.name) in \(file) has only one half of its keys.",
                hint: "Add \(missing) to it.")
        }
        return TimedCredentials(
            credentials: AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: section["aws_session_token"]),
            accountID: profile["aws_account_id"], source: "profile \(profile.name) (\(file))")
    }
}
