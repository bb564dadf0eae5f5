// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

@testable import ResumectlCommands

@Suite struct DoctorCommandTests {
    private static let counter = "name: resume\nregion: eu-west-1\nsite:\n  path: site\ncounter:\n  path: lambda\n"

    private func healthy() throws -> CommandStage {
        let stage = try CommandStage(config: Self.counter)
        try stage.write("site/404.html", "<p>Not here")
        try stage.write("lambda/app.py", "def handler(event, context):\n    return {}\n")
        return stage
    }

    private func codes(_ stage: CommandStage, _ level: String) throws -> [String] {
        try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            .filter { $0["type"] == "finding" && $0["level"]?.stringValue == level }
            .compactMap { $0["code"]?.stringValue }
    }

    @Test func aHealthySiteHasNoErrorsAndTheNetworkIsNotUsed() async throws {
        let stage = try healthy()
        #expect(try await stage.run(["doctor", "--offline"], hasKeys: false) == .done)
        #expect(stage.output.hasSuffix("\n0 errors, 0 warnings, 1 not checked.\n"))
        #expect(stage.output.contains("ok       Links          0 links in pages and style sheets, none broken\n"))
    }

    @Test func aWarningIsNoFailure() async throws {
        let stage = try healthy()
        try stage.remove("site/404.html")
        #expect(try await stage.run(["doctor", "--offline", "--json"]) == .done)
        #expect(try codes(stage, "warning") == ["no-not-found-page"])
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let place: String
        let inflict: @Sendable (CommandStage) throws -> Void
    }

    @Test(arguments: [
        Damage(testDescription: "a broken link", code: "broken-link", place: "site/index.html:2") {
            try $0.write("site/index.html", "<p>\n<a href=/about/>about</a>")
        },
        Damage(testDescription: "a picture that is missing", code: "broken-link", place: "site/style.css:1") {
            try $0.write("site/style.css", "a { background: url(/x.png) }")
        },
        Damage(testDescription: "no page for the address", code: "config-files", place: "<folder>/resume.yaml:4:3") {
            try $0.remove("site/index.html")
        },
        Damage(
            testDescription: "a key that does not exist", code: "config-unknown-key", place: "<folder>/resume.yaml:7:1"
        ) {
            try $0.write("resume.yaml", DoctorCommandTests.counter + "regoin: x\n")
        },
        Damage(testDescription: "no function", code: "config-files", place: "<folder>/resume.yaml:6:9") {
            try $0.remove("lambda/app.py")
        },
        Damage(testDescription: "a private key", code: "secret", place: "site/key.pem") {
            try $0.write("site/key.pem", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n")
        },
    ])
    func whatIsWrongIsNamedWithItsPlaceAndARemedy(_ damage: Damage) async throws {
        let stage = try healthy()
        try damage.inflict(stage)
        #expect(try await stage.run(["doctor", "--offline", "--json"]) == .failed)
        let errors = try stage.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            .filter { $0["level"] == "error" }
        #expect(errors.count == 1)
        #expect(errors.first?["code"]?.stringValue == damage.code)
        #expect(errors.first?["place"]?.stringValue == damage.place)
        #expect(errors.first?["fix"]?.stringValue?.isEmpty == false)
        #expect(errors.first?["message"]?.stringValue?.hasSuffix(".") == true)
    }

    @Test func namesThatDifferInCaseAreAWarning() async throws {
        let stage = try healthy()
        try stage.write("site/Style.css", "")
        #expect(try await stage.run(["doctor", "--offline", "--json"]) == .done)
        #expect(try codes(stage, "warning") == ["case-clash"])
    }

    @Test func withoutCredentialsTheFilesAreLookedAt() async throws {
        let stage = try healthy()
        #expect(try await stage.run(["doctor", "--json"], account: ScriptedAccount(), hasKeys: false) == .done)
        #expect(try codes(stage, "unknown") == ["not-checked"])
        #expect(try codes(stage, "ok").contains("links"))
    }

    @Test func withoutAConfigurationTheAccountIsLookedAt() async throws {
        let stage = try healthy()
        try stage.remove("resume.yaml")
        #expect(try await stage.run(["doctor", "--json"], account: ScriptedAccount(), namesConfig: false) == .failed)
        #expect(try codes(stage, "error") == ["no-configuration"])
        #expect(try codes(stage, "ok").contains("credentials"))
    }

    @Test func anEmptyAccountIsFine() async throws {
        let stage = try healthy()
        let account = ScriptedAccount()
        #expect(try await stage.run(["doctor", "--json"], account: account) == .done)
        #expect(try codes(stage, "ok").contains("account"))
        #expect(try codes(stage, "error") == [])
        #expect(account.requests.allSatisfy { !$0.hasPrefix("PUT") && !$0.hasPrefix("DELETE") })
    }

    @Test func refusedCredentialsAreAnError() async throws {
        let stage = try healthy()
        let account = ScriptedAccount([
            { ScriptedAccount.isIdentity($0) ? ScriptedAccount.xmlError("InvalidClientTokenId", 403) : nil }
        ])
        #expect(try await stage.run(["doctor", "--json"], account: account) == .failed)
        #expect(try codes(stage, "error") == ["credentials-refused"])
    }

    @Test func aMissingPermissionIsAnErrorThatNamesIt() async throws {
        let stage = try healthy()
        let account = ScriptedAccount([
            { $0.host.hasPrefix("cloudfront.") ? ScriptedAccount.xmlError("AccessDenied", 403) : nil }
        ])
        #expect(try await stage.run(["doctor", "--json"], account: account) == .failed)
        #expect(Set(try codes(stage, "error")) == ["permission-denied"])
    }
}
