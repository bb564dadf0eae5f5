// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices

struct APIRoutingTests {
    @Test func managesIntegrations() async throws {
        let uri = "arn:aws:lambda:us-east-1:123456789012:function:counter"
        let settings = APIIntegrationSettings(uri: uri, timeoutMilliseconds: 10_000)
        let sent: JSONValue = [
            "ApiId": "a1", "IntegrationType": "AWS_PROXY", "IntegrationUri": .string(uri),
            "PayloadFormatVersion": "2.0", "TimeoutInMillis": 10_000,
        ]
        var answer = sent
        answer["ApiId"] = nil
        answer["IntegrationId"] = "i1"
        answer["ConnectionType"] = "INTERNET"
        answer["IntegrationMethod"] = "POST"
        var update = sent
        update["IntegrationId"] = "i1"
        let one: JSONValue = ["ApiId": "a1", "IntegrationId": "i1"]
        let exchanges = [
            Exchange("CreateIntegration", sent, answer: answer),
            Exchange(
                "GetIntegrations", ["ApiId": "a1", "MaxResults": "100"],
                answer: ["Items": [answer], "NextToken": "n"]),
            Exchange(
                "GetIntegrations", ["ApiId": "a1", "MaxResults": "100", "NextToken": "n"],
                answer: ["Items": [["IntegrationId": "i2", "ApiGatewayManaged": true]]]),
            Exchange("UpdateIntegration", update, answer: answer),
            Exchange("DeleteIntegration", one),
        ]
        try await withOracle(.apiGateway, exchanges) {
            let client = APIGatewayClient(caller: $0)
            let expected = APIIntegration(id: "i1", settings: settings, isManaged: false)
            let created = try await client.createIntegration(of: "a1", settings)
            #expect(created == expected)
            #expect($0.sent.map(\.isSafeToResend) == [false])
            let all = try await client.getIntegrations(of: "a1").all()
            #expect(all.map(\.id) == ["i1", "i2"])
            #expect(all.map(\.isManaged) == [false, true])
            let changed = try await client.updateIntegration("i1", of: "a1", settings)
            #expect(changed == expected)
            try await client.deleteIntegration("i1", of: "a1")
        }
    }

    @Test func managesRoutes() async throws {
        let sent: JSONValue = [
            "ApiId": "a1", "RouteKey": "GET /api/visitors", "Target": "integrations/i1", "AuthorizationType": "NONE",
        ]
        var answer = sent
        answer["ApiId"] = nil
        answer["RouteId"] = "r1"
        answer["ApiKeyRequired"] = false
        var update = sent
        update["RouteId"] = "r1"
        let exchanges = [
            Exchange("CreateRoute", sent, answer: answer),
            Exchange(
                "GetRoutes", ["ApiId": "a1", "MaxResults": "100"],
                answer: ["Items": [answer, ["RouteId": "r2", "RouteKey": "$default"]]]),
            Exchange("UpdateRoute", update, answer: answer),
        ]
        try await withOracle(.apiGateway, exchanges) {
            let client = APIGatewayClient(caller: $0)
            let expected = APIRoute(
                id: "r1", key: "GET /api/visitors", target: "integrations/i1", authorizationType: "NONE",
                isManaged: false)
            let created = try await client.createRoute(
                of: "a1", key: "GET /api/visitors", target: "integrations/i1")
            #expect(created == expected)
            let all = try await client.getRoutes(of: "a1").all()
            let other = APIRoute(
                id: "r2", key: "$default", target: nil, authorizationType: "NONE", isManaged: false)
            #expect(all == [expected, other])
            let changed = try await client.updateRoute(
                "r1", of: "a1", key: "GET /api/visitors", target: "integrations/i1")
            #expect(changed == expected)
        }
    }

    @Test func managesStages() async throws {
        let log = "arn:aws:logs:us-east-1:123456789012:log-group:/api"
        let settings = APIStageSettings(
            autoDeploy: true, throttling: APIThrottling(burst: 20, rate: 10),
            accessLog: APIAccessLog(destinationARN: log, format: "$context.requestId"))
        let sent: JSONValue = [
            "ApiId": "a1", "StageName": "$default", "AutoDeploy": true,
            "DefaultRouteSettings": ["ThrottlingBurstLimit": 20, "ThrottlingRateLimit": 10.0],
            "AccessLogSettings": ["DestinationArn": .string(log), "Format": "$context.requestId"],
        ]
        var create = sent
        create["Tags"] = ["a": "1"]
        var answer = create
        answer["ApiId"] = nil
        answer["DefaultRouteSettings"] = [
            "ThrottlingBurstLimit": 20, "ThrottlingRateLimit": 10.0, "DetailedMetricsEnabled": false,
        ]
        answer["RouteSettings"] = ["GET /x": ["ThrottlingBurstLimit": 1]]
        answer["DeploymentId"] = "d1"
        answer["LastDeploymentStatusMessage"] = "deployed"
        let bare: JSONValue = [
            "StageName": "$default", "DefaultRouteSettings": ["DetailedMetricsEnabled": false],
        ]
        let one: JSONValue = ["ApiId": "a1", "StageName": "$default"]
        let exchanges = [
            Exchange("CreateStage", create, answer: answer),
            Exchange("GetStage", one, answer: answer),
            Exchange("GetStage", one, failure: "NotFoundException"),
            Exchange("GetStage", one, answer: bare),
            Exchange("UpdateStage", sent, answer: answer),
            Exchange(
                "UpdateStage",
                [
                    "ApiId": "a1", "StageName": "$default", "DefaultRouteSettings": ["ThrottlingRateLimit": 0.5],
                ], answer: answer),
        ]
        try await withOracle(.apiGateway, exchanges) {
            let client = APIGatewayClient(caller: $0)
            let expected = APIStage(
                name: "$default", settings: settings, routesWithSettings: ["GET /x"], deploymentID: "d1",
                lastDeploymentStatusMessage: "deployed", tags: ["a": "1"])
            let created = try await client.createStage("$default", of: "a1", settings, tags: ["a": "1"])
            #expect(created == expected)
            let read = try await client.getStage("$default", of: "a1")
            #expect(read == expected)
            let none = try await client.getStage("$default", of: "a1")
            #expect(none == nil)
            let second = try await client.getStage("$default", of: "a1")
            let empty = APIStage(
                name: "$default", settings: APIStageSettings(autoDeploy: false), routesWithSettings: [],
                deploymentID: nil, lastDeploymentStatusMessage: nil, tags: [:])
            #expect(second == empty)
            let changed = try await client.updateStage("$default", of: "a1", settings)
            #expect(changed == expected)
            _ = try await client.updateStage(
                "$default", of: "a1", APIStageSettings(throttling: APIThrottling(burst: nil, rate: 0.5)))
        }
    }
}
