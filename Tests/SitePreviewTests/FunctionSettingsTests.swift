// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import SiteConfig
import Testing

@testable import SitePreview

@Suite struct FunctionSettingsTests {
    private static let users = [
        "AWS_ACCESS_KEY_ID": "AKIDUSER", "AWS_SECRET_ACCESS_KEY": "users-secret", "AWS_SESSION_TOKEN": "users-token",
        "AWS_PROFILE": "work", "HOME": "/home/jane", "PATH": "/bin", "HTTPS_PROXY": "http://proxy", "EDITOR": "vi",
    ]

    private static func environment(_ place: FunctionSettings.Place) -> [String: String] {
        let counter = SiteConfig.Counter(
            path: "/lambda", memory: 256, environment: ["LEVEL": "debug", "AWS_REGION": "mine", "TABLE_NAME": "mine"])
        let config = SiteConfig(name: "resume", site: SiteConfig.Site(path: "/site"), counter: counter)
        return FunctionSettings(config: config, counter: counter, region: "eu-west-1", variables: users)
            .environment(runtimeAPI: "127.0.0.1:9", place: place)
    }

    @Test func theFunctionGetsWhatLambdaSets() {
        let found = Self.environment(.local(endpoint: "http://127.0.0.1:1"))
        let expected = [
            "LEVEL": "debug", "TABLE_NAME": "resume-visitors", "_HANDLER": "app.handler", "AWS_REGION": "eu-west-1",
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9", "AWS_LAMBDA_FUNCTION_NAME": "resume-counter",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "LAMBDA_TASK_ROOT": "/lambda",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13", "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/resume-counter",
        ]
        for (name, value) in expected { #expect(found[name] == value, "\(name)") }
    }

    @Test func withATableOnThisMachineNothingOfTheUserReachesTheFunction() {
        let found = Self.environment(.local(endpoint: "http://127.0.0.1:1"))
        let secrets = Set(["AKIDUSER", "users-secret", "users-token"])
        #expect(found.values.allSatisfy { !secrets.contains($0) })
        #expect(found["AWS_PROFILE"] == nil && found["HOME"] == nil && found["EDITOR"] == nil)
        #expect(found["HTTPS_PROXY"] == nil && found["AWS_SESSION_TOKEN"] == nil)
        #expect(found["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1")
        #expect(found["AWS_SHARED_CREDENTIALS_FILE"] == "/dev/null")
    }

    @Test func withTheTableInTheAccountItGetsTheCredentialsThatWereChosen() {
        let chosen = AWSCredentials(accessKeyID: "AKIDCHOSEN", secretAccessKey: "chosen", sessionToken: "token")
        let found = Self.environment(.account(chosen, endpoint: nil))
        #expect(found["AWS_ACCESS_KEY_ID"] == "AKIDCHOSEN")
        #expect(found["AWS_SECRET_ACCESS_KEY"] == "chosen")
        #expect(found["AWS_SESSION_TOKEN"] == "token")
        #expect(found["AWS_ENDPOINT_URL"] == nil && found["AWS_PROFILE"] == nil)
        #expect(found["HTTPS_PROXY"] == "http://proxy")
    }

    @Test func pythonIsLookedForNearTheProject() {
        #expect(
            Python.candidates(
                workingFolder: "/w", configFile: "config/resume.yaml", functionFolder: "/w/lambda"
            ) == ["/w/.venv/bin/python", "/w/config/.venv/bin/python", "/w/lambda/.venv/bin/python"])
        #expect(
            Python.candidates(workingFolder: "/", configFile: "/p/r.yaml", functionFolder: "/p/lambda")
                == ["/.venv/bin/python", "/p/.venv/bin/python", "/p/lambda/.venv/bin/python"])
    }
}
