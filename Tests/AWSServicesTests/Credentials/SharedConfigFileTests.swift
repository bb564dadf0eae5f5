// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct SharedConfigFileTests {
    static func read(_ text: String) throws -> SharedConfigFile {
        try SharedConfigFile(parsing: text, path: "config")
    }

    @Test func readsSectionsKeysAndComments() throws {
        let file = try Self.read(
            """
            # comment
            [default]
            Region = eu-west-1
            ; comment
            output=json

              # indented comment
            [profile "my dev"]
            role_arn   =   arn:aws:iam::123456789012:role/a b = c
            [profile 'other']
            region =\u{20}
            [sso-session corp] # note
            sso_start_url = https://x/#/start
            """)
        #expect(file.sections[.init(name: "default")]?.values == ["region": "eu-west-1", "output": "json"])
        #expect(
            file.sections[.init(type: "profile", name: "my dev")]?["role_arn"]
                == "arn:aws:iam::123456789012:role/a b = c")
        #expect(file.sections[.init(type: "profile", name: "other")]?["region"] == nil)
        #expect(file.sections[.init(type: "sso-session", name: "corp")]?["sso_start_url"] == "https://x/#/start")
    }

    @Test func readsOneLevelBelowAKey() throws {
        let file = try Self.read(
            """
            [services local]
            s3 =
              endpoint_url = http://localhost:1
              # comment
              Addressing_Style = path
            dynamodb =
            \tendpoint_url = http://localhost:2
            [profile dev]
            services = local
            """)
        let services = try #require(file.sections[.init(type: "services", name: "local")])
        #expect(services.nested["s3"] == ["endpoint_url": "http://localhost:1", "addressing_style": "path"])
        #expect(services.nested["dynamodb"] == ["endpoint_url": "http://localhost:2"])
        #expect(file.sections[.init(type: "profile", name: "dev")]?["services"] == "local")
    }

    @Test func joinsSectionsAndLinesThatBelongTogether() throws {
        let file = try Self.read(
            "\u{FEFF}[a]\r\nx = 1\r\ny = one\r\n  two\r\n[b]\r\nz = 1\r\n[a]\r\nx = 2\r\n  [not a section]\r\n")
        #expect(file.sections[.init(name: "a")]?.values == ["x": "2\n[not a section]", "y": "one\ntwo"])
        #expect(file.sections[.init(name: "b")]?.values == ["z": "1"])
    }

    @Test func keysMayBeIndentedAsAWhole() throws {
        let file = try Self.read("[a]\n  x = 1\n  y = 2\n")
        #expect(file.sections[.init(name: "a")]?.values == ["x": "1", "y": "2"])
    }

    @Test(arguments: [
        ("[default\nx = 1", 1, "no closing ]"), ("[default]\nregion\n", 2, "key = value"),
        ("\n\nx = 1", 3, "before the first"), ("[profile \"x]\n", 1, "quote"), ("[profile my dev]\n", 1, "quotes"),
        ("[]\n", 1, "expected [name]"), ("[a] b\n", 1, "follows"), ("[a]\ns3 =\n  nonsense\n", 3, "key = value"),
        ("[a]\n= v\n", 2, "key = value"),
    ])
    func namesFileAndLineOfAMistake(text: String, line: Int, part: String) {
        let error = #expect(throws: SharedConfigError.self) { try Self.read(text) }
        #expect(error?.line == line)
        #expect(error?.description.hasPrefix("config:\(line): ") == true)
        #expect(error?.reason.contains(part) == true)
    }

    @Test func aMistakeDoesNotShowTheLine() {
        let error = #expect(throws: SharedConfigError.self) {
            try Self.read("[default]\naws_secret_access_key SECRET\n")
        }
        #expect(error?.description.contains("SECRET") == false)
    }

    @Test func putsProfilesTogetherFromBothFiles() throws {
        let shared = SharedConfig(
            config: try Self.read(
                """
                [default]
                region = a-b-1
                [profile default]
                region = c-d-2
                [profile dev]
                region = e-f-3
                aws_access_key_id = CONFIG
                [stray]
                region = g-h-4
                """),
            credentials: try Self.read("[dev]\naws_access_key_id = CREDENTIALS\n[only]\naws_access_key_id = X\n"))
        #expect(shared.profileNames == ["default", "dev", "only"])
        #expect(shared.profile("default")?["region"] == "c-d-2")
        #expect(shared.profile("dev")?["region"] == "e-f-3")
        #expect(shared.profile("dev")?["aws_access_key_id"] == "CREDENTIALS")
        #expect(shared.profile("stray") == nil)
    }

    @Test func readsTheFilesThatTheEnvironmentNames() async throws {
        try await withTemporaryDirectory { folder in
            let clock = VirtualClock()
            #expect(try SharedConfig(environment: clock.environment(home: folder)).profileNames.isEmpty)
            try write("[profile a]\nregion = x-y-1\n", to: folder + "/.aws/config")
            try write("[b]\naws_access_key_id = K\n", to: folder + "/.aws/credentials")
            try write("[profile c]\n", to: folder + "/other")
            #expect(try SharedConfig(environment: clock.environment(home: folder)).profileNames == ["a", "b"])
            let elsewhere = clock.environment(
                ["AWS_CONFIG_FILE": "~/other", "AWS_SHARED_CREDENTIALS_FILE": folder + "/none"], home: folder)
            #expect(try SharedConfig(environment: elsewhere).profileNames == ["c"])
            try write("[profile\n", to: folder + "/other")
            let error = #expect(throws: SharedConfigError.self) { try SharedConfig(environment: elsewhere) }
            #expect(error?.description.hasPrefix("\(folder)/other:1: ") == true)
        }
    }
}
