// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Both shared files together, as profiles.
package struct SharedConfig: Sendable, Equatable {
    /// Where the configuration file is or would be.
    package let configPath: String
    /// Where the credentials file is or would be.
    package let credentialsPath: String
    /// `~/.aws/config`.
    package let config: SharedConfigFile
    /// `~/.aws/credentials`.
    package let credentials: SharedConfigFile

    /// Puts the two files together.
    ///
    /// - Parameters:
    ///   - config: `~/.aws/config`.
    ///   - credentials: `~/.aws/credentials`.
    ///   - configPath: Its path, for people.
    ///   - credentialsPath: Its path, for people.
    package init(
        config: SharedConfigFile, credentials: SharedConfigFile, configPath: String = "~/.aws/config",
        credentialsPath: String = "~/.aws/credentials"
    ) {
        self.config = config
        self.credentials = credentials
        self.configPath = configPath
        self.credentialsPath = credentialsPath
    }

    /// Reads the files named by `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, or the usual ones.
    ///
    /// A missing file counts as an empty one.
    ///
    /// - Parameter environment: Variables and home directory.
    /// - Throws: `SharedConfigError` when a file is there and cannot be read or understood.
    package init(environment: AWSEnvironment) throws(SharedConfigError) {
        configPath = environment.expandingTilde(environment["AWS_CONFIG_FILE"] ?? "~/.aws/config")
        credentialsPath = environment.expandingTilde(
            environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials")
        config = try Self.read(configPath)
        credentials = try Self.read(credentialsPath)
    }

    /// A profile of both files; `nil` when neither has it. Where both have a key, the credentials file's counts.
    ///
    /// - Parameter name: The profile's name.
    /// - Returns: The profile.
    package func profile(_ name: String) -> AWSProfile? {
        // `[profile default]` is the documented spelling where both it and `[default]` are there.
        let inConfig =
            config.sections[.init(type: "profile", name: name)]
            ?? (name == "default" ? config.sections[.init(name: "default")] : nil)
        let inCredentials = credentials.sections[.init(name: name)]
        guard inConfig != nil || inCredentials != nil else { return nil }
        return AWSProfile(name: name, config: inConfig ?? .init(), credentials: inCredentials ?? .init())
    }

    /// The names of all profiles, sorted.
    package var profileNames: [String] {
        var names = Set(credentials.sections.keys.filter { $0.type == nil }.map(\.name))
        for title in config.sections.keys {
            if title.type == "profile" || title == .init(name: "default") { names.insert(title.name) }
        }
        return names.sorted()
    }

    private static func read(_ path: String) throws(SharedConfigError) -> SharedConfigFile {
        guard FileManager.default.fileExists(atPath: path) else { return SharedConfigFile() }
        let text: String?
        do {
            text = String(validating: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        } catch {
            throw SharedConfigError(path: path, line: nil, reason: "the file cannot be read")
        }
        guard let text else { throw SharedConfigError(path: path, line: nil, reason: "the file is not UTF-8 text") }
        return try SharedConfigFile(parsing: text, path: path)
    }
}

/// One profile of the shared files.
package struct AWSProfile: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// Its section of the configuration file; empty when it has none.
    package let config: SharedConfigFile.Section
    /// Its section of the credentials file; empty when it has none.
    package let credentials: SharedConfigFile.Section

    /// A value, the credentials file's if both have it; `nil` when missing or empty.
    ///
    /// - Parameter key: The key in lower case.
    package subscript(key: String) -> String? {
        credentials[key] ?? config[key]
    }
}
