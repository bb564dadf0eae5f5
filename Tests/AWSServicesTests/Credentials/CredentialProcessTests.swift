// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Testing

@testable import AWSServices

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct CredentialProcessTests {
    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]), ("a 'b c' d", ["a", "b c", "d"]), (#"a "b \" \\ \n c""#, ["a", #"b " \ \n c"#]),
        (#"a\ b c"#, ["a b", "c"]), ("a'b'\"c\"d", ["abcd"]), ("a '' b", ["a", "", "b"]), ("", []),
        ("a $HOME ~ | # *", ["a", "$HOME", "~", "|", "#", "*"]), ("'a\\b'", ["a\\b"]),
    ])
    func splitsAsAShellWithoutBeingOne(_ line: String, _ words: [String]) throws {
        #expect(try CommandLineWords.split(line) == words)
    }

    @Test(arguments: ["a 'b", "a \"b", "a \\", "\"a\\"])
    func anOpenEndIsAnError(_ line: String) {
        #expect(throws: CommandLineWords.Problem.self) { try CommandLineWords.split(line) }
    }

    /// Runs a script as the program of a profile.
    static func credentials(
        _ script: String, arguments: String = "", more: String = "", isStopped: Bool = false
    ) async throws -> TimedCredentials? {
        var result: TimedCredentials?
        try await withTemporaryDirectory { folder in
            try write("#!/bin/sh\n\(script)\n", to: "\(folder)/program")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/program")
            let clock = VirtualClock()
            let environment = AWSEnvironment(
                variables: ["PATH": "/usr/bin:/bin", "SECRET_OF_TEST": "from-environment"], homeDirectory: folder,
                now: { clock.now }, sleep: { if !isStopped { try await Task.sleep(for: $0) } })
            let shared = try sharedConfig(
                "[profile p]\ncredential_process = '\(folder)/program' \(arguments)\n\(more)")
            let resolver = ProfileResolver(
                shared: shared, methods: [CredentialProcessProfile(environment: environment)])
            result = try await resolver.credentials(of: "p", path: ProfilePath())
        }
        return result
    }

    static let keys = #""Version": 1, "AccessKeyId": "AK", "SecretAccessKey": "SK""#

    @Test func readsWhatTheProgramPrints() async throws {
        let found = try await Self.credentials(
            #"echo '{"Version": 1, "AccessKeyId": "AK", "SecretAccessKey": "'"$1:$SECRET_OF_TEST"'","#
                + #" "SessionToken": "T", "Expiration": "2026-11-21T10:30:00Z", "AccountId": "123456789012"}'"#,
            arguments: "'my account'")
        #expect(
            found?.credentials
                == AWSCredentials(
                    accessKeyID: "AK", secretAccessKey: "my account:from-environment", sessionToken: "T"))
        #expect(found?.expiresAt?.timeIntervalSince1970 == 1_795_257_000)
        #expect(found?.accountID == "123456789012")
        #expect(found?.source == "credential_process of profile p")
    }

    @Test func theAccountMayStandInTheProfile() async throws {
        let found = try await Self.credentials("echo '{\(Self.keys)}'", more: "aws_account_id = 210987654321\n")
        #expect(found?.accountID == "210987654321" && found?.expiresAt == nil)
    }

    @Test(arguments: [
        ("exit 3", "exit status 3", "said nothing"),
        (
            #"echo "line one" >&2; printf '\033[31mplease log in\n' >&2; exit 1"#, "exit status 1",
            "line one | [31mplease log in"
        ),
        ("kill -9 $$", "signal 9", "said nothing"),
        ("echo no", "did not print a JSON object", "Version 1"),
        (#"echo '{"Version": 2}'"#, #"did not print "Version": 1"#, "Version 1"),
        (#"echo '{"Version": 1, "AccessKeyId": "AK"}'"#, "no SecretAccessKey", "Version 1"),
        (#"echo '{"Version": 1, "SecretAccessKey": "SK"}'"#, "no AccessKeyId", "Version 1"),
        ("echo '{\(keys), \"Expiration\": \"soon\"}'", "Expiration that is no time", "Version 1"),
        ("echo '{\(keys), \"Expiration\": \"2020-01-01T00:00:00Z\"}'", "have expired", "Sign in again"),
        ("head -c 300000 /dev/zero", "wrote too much", "by hand"),
    ])
    func saysWhatWentWrongAndNoSecret(_ script: String, _ part: String, _ other: String) async throws {
        let error = try await #require(throws: CredentialsError.self) { try await Self.credentials(script) }
        #expect(error.description.contains(part) && error.description.contains(other), "\(error)")
        #expect(error.description.contains("profile p") && !error.description.contains("SK\""))
        #expect(!error.description.contains("\u{1B}"))
    }

    @Test(arguments: [("/nowhere/credentials", "was not found"), ("no-such-program-anywhere", "was not found")])
    func aProgramThatIsNotThereIsNamed(_ program: String, _ reason: String) async throws {
        let environment = AWSEnvironment(variables: ["PATH": "/usr/bin:/bin"], homeDirectory: "/nowhere")
        let resolver = ProfileResolver(
            shared: try sharedConfig("[profile p]\ncredential_process = \(program)\n"),
            methods: [CredentialProcessProfile(environment: environment)])
        let error = try await #require(throws: CredentialsError.self) {
            try await resolver.credentials(of: "p", path: ProfilePath())
        }
        #expect(error.description.contains(program) && error.description.contains(reason), "\(error)")
    }

    @Test func aLongComplaintIsCutAndShownFromItsEnd() async throws {
        let error = try await #require(throws: CredentialsError.self) {
            try await Self.credentials("head -c 100000 /dev/zero | tr '\\0' x >&2; echo the end >&2; exit 1")
        }
        #expect(error.message.count < 1000 && error.message.contains("the end"))
    }

    @Test func aProgramThatDoesNotEndIsStopped() async throws {
        let error = try await #require(throws: CredentialsError.self) {
            try await Self.credentials("exec sleep 600", isStopped: true)
        }
        #expect(error.message.contains("did not end within 60 s"))
    }
}
