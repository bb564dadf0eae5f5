// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A program that prints credentials: `credential_process` of a profile.
///
/// The program is run anew whenever credentials are needed. It prints a JSON object:
///
/// | Member | |
/// |---|---|
/// | `Version` | 1 |
/// | `AccessKeyId`, `SecretAccessKey` | the keys |
/// | `SessionToken` | the token of temporary keys |
/// | `Expiration` | an ISO 8601 time; without it the credentials have no end |
/// | `AccountId` | the account, if the program knows it |
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Process credential provider".
package struct CredentialProcessProfile: ProfileCredentialsMethod {
    private let environment: AWSEnvironment
    private let timeout: Duration

    /// Makes the method.
    ///
    /// - Parameters:
    ///   - environment: The variables that the program gets, and the clock.
    ///   - timeout: How long the program may run.
    package init(environment: AWSEnvironment, timeout: Duration = .seconds(60)) {
        self.environment = environment
        self.timeout = timeout
    }

    package func credentials(
        of profile: AWSProfile, path: ProfilePath, resolver: ProfileResolver
    ) async throws -> TimedCredentials? {
        guard let line = profile["credential_process"] else { return nil }
        let words: [String]
        do {
            words = try CommandLineWords.split(line)
        } catch {
            throw CredentialsError(
                .misconfigured, "credential_process of profile \(profile.name) cannot be read: \(error.rawValue).",
                hint: "Correct it in \(resolver.shared.configPath).")
        }
        guard let program = words.first else { return nil }
        let name = "The credential_process of profile \(profile.name) (\(program))"
        let run = ProgramRun(words: words, variables: environment.variables)
        let outcome: ProgramRun.Outcome
        do {
            outcome = try await run.outcome(within: timeout, sleep: environment.sleep)
        } catch let error as ProgramRun.Failure {
            throw CredentialsError(
                .unavailable, "\(name) \(error.reason).",
                hint: "Run it by hand, and correct credential_process in \(resolver.shared.configPath) or the program.")
        }
        guard outcome.isSuccess else {
            let said = outcome.errorText.isEmpty ? "It said nothing." : "It said: \(outcome.errorText)"
            throw CredentialsError(
                .unavailable, "\(name) failed with \(outcome.status). \(said)",
                hint: "Do what it asks for, such as signing in, then run the same command again.")
        }
        return try read(outcome.output, of: profile, name: name)
    }

    private func read(_ output: [UInt8], of profile: AWSProfile, name: String) throws -> TimedCredentials {
        func failure(_ what: String) -> CredentialsError {
            CredentialsError(
                .unavailable, "\(name) \(what).",
                hint: "It has to print JSON with Version 1, AccessKeyId and SecretAccessKey "
                    + "(AWS SDKs and Tools Reference Guide, \"Process credential provider\").")
        }
        guard let answer = try? JSONValue(parsing: output), answer.objectValue != nil else {
            throw failure("did not print a JSON object")
        }
        guard answer["Version"]?.intValue == 1 else { throw failure("did not print \"Version\": 1") }
        func text(_ member: String) throws -> String? {
            guard let value = answer[member], !value.isNull else { return nil }
            guard let text = value.stringValue else { throw failure("printed a \(member) that is no text") }
            return text.isEmpty ? nil : text
        }
        guard let id = try text("AccessKeyId") else { throw failure("printed no AccessKeyId") }
        guard let secret = try text("SecretAccessKey") else { throw failure("printed no SecretAccessKey") }
        let expiresAt = try text("Expiration").map { text in
            guard let date = AWSTimestamp.parseISO8601(text) else {
                throw failure("printed an Expiration that is no time such as 2026-11-21T09:30:00Z")
            }
            return date
        }
        if let expiresAt, expiresAt <= environment.now() {
            throw CredentialsError(
                .expired, "\(name) printed credentials that have expired.",
                hint: "Sign in again where the program gets them from, then run the same command again.")
        }
        return TimedCredentials(
            credentials: AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: try text("SessionToken")),
            expiresAt: expiresAt, accountID: try text("AccountId") ?? profile["aws_account_id"],
            source: "credential_process of profile \(profile.name)")
    }
}
