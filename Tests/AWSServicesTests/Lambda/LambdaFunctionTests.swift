// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

@testable import AWSServices

struct LambdaFunctionTests {
    static let text = "arn:aws:lambda:us-east-1:123456789012:function:counter"
    private static let role = "arn:aws:iam::123456789012:role/counter"
    private static let zip: [UInt8] = [0x50, 0x4B, 0x05, 0x06, 0xFF]
    private static let zipBase64 = "UEsFBv8="

    private static let settings = LambdaFunctionSettings(
        runtime: "python3.13", handler: "counter.handler", role: role, description: "counts", memory: 256,
        timeout: 5, environment: ["TABLE": "visitors", "a/b": "\"ü\""],
        logging: LambdaLogging(format: "JSON", group: "/aws/lambda/counter"))
    private static let settingsJSON: JSONValue = [
        "Runtime": "python3.13", "Handler": "counter.handler", "Role": .string(role), "Description": "counts",
        "MemorySize": 256, "Timeout": 5,
        "Environment": ["Variables": ["TABLE": "visitors", "a/b": "\"ü\""]],
        "LoggingConfig": ["LogFormat": "JSON", "LogGroup": "/aws/lambda/counter"],
    ]

    private static var configurationJSON: JSONValue {
        var answer = settingsJSON
        answer["FunctionName"] = "counter"
        answer["FunctionArn"] = .string(text)
        answer["CodeSha256"] = "abc="
        answer["CodeSize"] = 5
        answer["State"] = "Pending"
        answer["StateReason"] = "The function is being created."
        answer["LastUpdateStatus"] = "InProgress"
        answer["LastUpdateStatusReason"] = "busy"
        answer["RevisionId"] = "r1"
        answer["Architectures"] = ["arm64"]
        answer["PackageType"] = "Zip"
        answer["LastModified"] = "2026-11-20T08:09:10.000+0000"
        return answer
    }

    private func configuration() throws -> LambdaFunctionConfiguration {
        LambdaFunctionConfiguration(
            name: "counter", arn: try #require(ARN(rawValue: Self.text)), runtime: "python3.13",
            handler: "counter.handler", role: Self.role, description: "counts", memory: 256, timeout: 5,
            environment: ["TABLE": "visitors", "a/b": "\"ü\""], architectures: ["arm64"], codeSHA256: "abc=",
            state: .pending, stateReason: "The function is being created.", lastUpdateStatus: .inProgress,
            lastUpdateStatusReason: "busy", lastModified: Date(timeIntervalSince1970: 1_795_162_150), revisionID: "r1",
            logging: LambdaLogging(format: "JSON", group: "/aws/lambda/counter"), packageType: "Zip")
    }

    @Test func createsFromAZip() async throws {
        var parameters = Self.settingsJSON
        parameters["FunctionName"] = "counter"
        parameters["Code"] = ["ZipFile": .base64(Self.zipBase64)]
        parameters["PackageType"] = "Zip"
        parameters["Architectures"] = ["arm64"]
        parameters["Tags"] = ["a": "1", "b:c": ""]
        let exchange = Exchange("CreateFunction", parameters, answer: Self.configurationJSON)
        let created = try await withOracle(.lambda, [exchange]) {
            try await LambdaClient(caller: $0).createFunction(
                "counter", settings: Self.settings, zip: Self.zip, architecture: "arm64",
                tags: ["a": "1", "b:c": ""])
        }
        #expect(try created == configuration())
        #expect(!created.isReady)
    }

    @Test func updatesCodeAndConfiguration() async throws {
        var parameters = Self.settingsJSON
        parameters["FunctionName"] = "counter"
        parameters["RevisionId"] = "r1"
        let exchanges = [
            Exchange(
                "UpdateFunctionCode",
                [
                    "FunctionName": "counter", "ZipFile": .base64(Self.zipBase64), "Architectures": ["arm64"],
                    "RevisionId": "r1",
                ], answer: Self.configurationJSON),
            Exchange(
                "UpdateFunctionCode", ["FunctionName": "counter", "ZipFile": .base64(Self.zipBase64)],
                answer: Self.configurationJSON),
            Exchange("UpdateFunctionConfiguration", parameters, answer: Self.configurationJSON),
            Exchange(
                "UpdateFunctionConfiguration",
                ["FunctionName": "counter", "Description": "", "Environment": ["Variables": [:]]],
                answer: Self.configurationJSON),
        ]
        try await withOracle(.lambda, exchanges) {
            let client = LambdaClient(caller: $0)
            let code = try await client.updateFunctionCode(
                "counter", zip: Self.zip, architecture: "arm64", revisionID: "r1")
            #expect(try code == configuration())
            _ = try await client.updateFunctionCode("counter", zip: Self.zip, architecture: nil, revisionID: nil)
            let changed = try await client.updateFunctionConfiguration(
                "counter", settings: Self.settings, revisionID: "r1")
            #expect(try changed == configuration())
            _ = try await client.updateFunctionConfiguration(
                "counter", settings: LambdaFunctionSettings(description: "", environment: [:]), revisionID: nil)
        }
    }

    @Test func readsWithTags() async throws {
        let parameters: JSONValue = ["FunctionName": "counter"]
        let exchanges = [
            Exchange(
                "GetFunction", parameters, answer: ["Configuration": Self.configurationJSON, "Tags": ["a": "1"]]),
            Exchange("GetFunction", parameters, answer: ["Configuration": Self.configurationJSON]),
            Exchange(
                "GetFunction", parameters,
                answer: [
                    "Configuration": Self.configurationJSON,
                    "TagsError": [
                        "ErrorCode": "AccessDenied", "Message": .string(String(repeating: "no ", count: 30)),
                    ],
                ]),
            Exchange("GetFunction", parameters, failure: "ResourceNotFoundException"),
        ]
        let found = try await withOracle(.lambda, exchanges) {
            let client = LambdaClient(caller: $0)
            return [
                try await client.getFunction("counter"), try await client.getFunction("counter"),
                try await client.getFunction("counter"), try await client.getFunction("counter"),
            ]
        }
        #expect(found.map { $0?.tags } == [["a": "1"], [:], nil, nil])
        #expect(try found[0]?.configuration == configuration())
        #expect(found[2] != nil)
        #expect(found[3] == nil)
    }

    @Test func fillsInWhatAWSLeavesOut() async throws {
        let exchange = Exchange(
            "GetFunction", ["FunctionName": "old"],
            answer: [
                "Configuration": [
                    "FunctionName": "old", "FunctionArn": .string(Self.text), "Role": .string(Self.role),
                    "CodeSha256": "abc=",
                ]
            ])
        let old = try await withOracle(.lambda, [exchange]) { try await LambdaClient(caller: $0).getFunction("old") }
        let configuration = try #require(old?.configuration)
        #expect(configuration.memory == 128)
        #expect(configuration.timeout == 3)
        #expect(configuration.architectures == ["x86_64"])
        #expect(configuration.packageType == "Zip")
        #expect(configuration.environment == [:])
        #expect(configuration.logging == nil)
        #expect(configuration.isReady)
    }

    @Test func deletesAndInvokes() async throws {
        let exchanges = [
            Exchange(
                "Invoke",
                [
                    "FunctionName": "counter", "InvocationType": "RequestResponse",
                    "Payload": .base64("eyJhIjogMX0="),
                ], answer: ["Payload": .base64("eyJlcnJvck1lc3NhZ2UiOiAieCJ9"), "FunctionError": "Unhandled"]),
            Exchange("DeleteFunction", ["FunctionName": "counter"]),
        ]
        try await withOracle(.lambda, exchanges) {
            let client = LambdaClient(caller: $0)
            let result = try await client.invoke("counter", payload: Array(#"{"a": 1}"#.utf8))
            #expect(result.functionError == "Unhandled")
            #expect(String(decoding: result.payload, as: UTF8.self) == #"{"errorMessage": "x"}"#)
            try await client.deleteFunction("counter")
            #expect($0.sent.map(\.isSafeToResend) == [false, true])
        }
    }

    @Test func namesTheMemberThatIsMissing() async {
        let caller = AnsweringCaller(.lambda, body: #"{"Configuration": {"FunctionName": "x", "FunctionArn": 3}}"#)
        let error = await #expect(throws: AWSError.self) { try await LambdaClient(caller: caller).getFunction("x") }
        #expect(error?.code == "UnreadableResponse")
        #expect(error?.message == "the member Configuration.FunctionArn cannot be understood")
        #expect(error?.requestID == "id")
    }

    @Test(arguments: ["", "<html/>", "[]", "null", #"{"a": "#])
    func refusesWhatIsNoJSONObject(body: String) async {
        let caller = AnsweringCaller(.lambda, body: body)
        let error = await #expect(throws: AWSError.self) { try await LambdaClient(caller: caller).getFunction("x") }
        #expect(error?.code == "UnreadableResponse")
    }
}
