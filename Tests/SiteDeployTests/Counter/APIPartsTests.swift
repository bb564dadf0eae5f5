// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

/// What is inside the API: integration, route and stage.
@Suite struct APIPartsTests {
    static let uri = FunctionBackend.arn

    static func integration(
        _ id: String, uri: String = uri, type: String = "AWS_PROXY", isManaged: Bool = false
    ) -> APIIntegration {
        APIIntegration(id: id, settings: APIIntegrationSettings(type: type, uri: uri), isManaged: isManaged)
    }

    static func route(_ key: String, to integration: String, id: String = "r1") -> APIRoute {
        APIRoute(
            id: id, key: key, target: "integrations/\(integration)", authorizationType: "NONE", isManaged: false)
    }

    static func inputs(integration: String? = "i1") -> Outputs {
        var inputs = Outputs()
        inputs[APIResource.id] = "api1"
        inputs[IntegrationResource.id] = integration
        return inputs
    }

    // MARK: Integration

    struct ChoiceCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var integrations: [APIIntegration]
        var routes: [APIRoute] = []
        var chosen: String?
        var surplus: [String] = []
    }

    static let key = "ANY /api/visitors"

    @Test(arguments: [
        ChoiceCase(testDescription: "none", integrations: [], chosen: nil),
        ChoiceCase(testDescription: "the one to our function", integrations: [integration("i1")], chosen: "i1"),
        ChoiceCase(
            testDescription: "to another function: not ours", integrations: [integration("i1", uri: "arn:x")],
            chosen: nil),
        ChoiceCase(
            testDescription: "to another function, but our route leads there: renamed",
            integrations: [integration("i1", uri: "arn:x")], routes: [route(key, to: "i1")], chosen: "i1"),
        ChoiceCase(
            testDescription: "two of a lost answer", integrations: [integration("i2"), integration("i1")],
            chosen: "i1", surplus: ["i2"]),
        ChoiceCase(
            testDescription: "two, the second in use", integrations: [integration("i1"), integration("i2")],
            routes: [route(key, to: "i2")], chosen: "i2", surplus: ["i1"]),
        ChoiceCase(
            testDescription: "one that a route of somebody leads to is not surplus",
            integrations: [integration("i1"), integration("i2")],
            routes: [route(key, to: "i1"), route("GET /stats", to: "i2", id: "r2")], chosen: "i1"),
        ChoiceCase(
            testDescription: "what API Gateway made itself cannot be ours",
            integrations: [integration("i1", isManaged: true)], chosen: nil),
        ChoiceCase(
            testDescription: "another kind", integrations: [integration("i1", type: "HTTP_PROXY")], chosen: nil),
    ])
    func ourIntegrationIsFound(_ c: ChoiceCase) {
        let live = IntegrationResource.choose(
            from: c.integrations, routes: c.routes, functionURI: Self.uri, routeKey: Self.key)
        #expect(live?.integration.id == c.chosen)
        #expect((live?.surplus ?? []).map(\.id) == c.surplus)
    }

    @Test func integrationDiff() throws {
        let resource = IntegrationResource(context: CounterAWS().context())
        func change(_ settings: APIIntegrationSettings?) throws -> Change {
            let live = settings.map {
                IntegrationResource.Live(
                    integration: APIIntegration(id: "i1", settings: $0, isManaged: false), surplus: [])
            }
            return try resource.diff(live: live, inputs: Outputs())
        }
        #expect(try change(nil).action == .create)
        #expect(try change(APIIntegrationSettings(uri: Self.uri)) == .none)
        #expect(try change(APIIntegrationSettings(uri: "arn:old")).names == ["integrationUri"])
        #expect(
            try change(APIIntegrationSettings(uri: Self.uri, payloadFormatVersion: "1.0")).names
                == ["payloadFormatVersion"])
        #expect(
            try change(APIIntegrationSettings(uri: Self.uri, timeoutMilliseconds: 5_000)).names == ["timeoutInMillis"])
    }

    @Test func surplusIntegrationsAreShownAndDeleted() async throws {
        let aws = CounterAWS()
        try await CounterStackTests.deploy(aws)
        await aws.gateway.edit {
            $0.apis["api1"]?.integrations["zzz"] = [
                "integrationId": "zzz", "integrationType": "AWS_PROXY", "integrationUri": .string(Self.uri),
                "payloadFormatVersion": "2.0", "timeoutInMillis": 30_000,
            ]
        }
        let step = try await CounterStackTests.stack(aws).observe().plan().effectiveSteps
        #expect(step.map(\.address) == [IntegrationResource.address])
        #expect(step.first?.change.items.map(\.name) == ["integration zzz"])
        _ = await aws.takeWrites()
        try await CounterStackTests.deploy(aws)
        #expect(await aws.takeWrites() == ["DeleteIntegration"])
        #expect(try await CounterStackTests.pendingSteps(aws) == [])
    }

    @Test func aRenamedFunctionIsReachedThroughTheSameIntegration() async throws {
        let aws = CounterAWS()
        try await CounterStackTests.deploy(aws)
        await aws.gateway.edit { backend in
            for id in backend.apis["api1"]?.integrations.keys.sorted() ?? [] {
                backend.apis["api1"]?.integrations[id]?["integrationUri"] = .string(Self.uri + "-old")
            }
        }
        _ = await aws.takeWrites()
        try await CounterStackTests.deploy(aws)
        #expect(await aws.takeWrites() == ["UpdateIntegration"])
        #expect(await aws.gateway.backend.apis["api1"]?.integrations.count == 1)
    }

    // MARK: Route

    struct RouteCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var routes: [APIRoute]
        var integration: String? = "i1"
        var change: Change.Action
        var names: [String] = []
    }

    @Test(arguments: [
        RouteCase(
            testDescription: "missing → create", routes: [], change: .create,
            names: ["routeKey", "target", "authorizationType"]),
        RouteCase(testDescription: "equal → nothing", routes: [route(key, to: "i1")], change: .none),
        RouteCase(
            testDescription: "leads elsewhere", routes: [route(key, to: "i2")], change: .update, names: ["target"]),
        RouteCase(
            testDescription: "integration to come", routes: [route(key, to: "i2")], integration: nil, change: .update,
            names: ["target"]),
        RouteCase(
            testDescription: "another path", routes: [route("ANY /old", to: "i1")], change: .update,
            names: ["routeKey"]),
        RouteCase(
            testDescription: "a route of somebody for one method is left alone",
            routes: [route("GET /stats", to: "i1")], change: .create,
            names: ["routeKey", "target", "authorizationType"]),
        RouteCase(
            testDescription: "which of two is the old one is not guessed",
            routes: [route("ANY /a", to: "i1"), route("ANY /b", to: "i1", id: "r2")], change: .create,
            names: ["routeKey", "target", "authorizationType"]),
    ])
    func routeDiff(_ c: RouteCase) throws {
        let change = try RouteResource(context: CounterAWS().context()).diff(
            live: c.routes.isEmpty ? nil : RouteResource.Live(routes: c.routes),
            inputs: Self.inputs(integration: c.integration))
        #expect(change.action == c.change)
        #expect(change.names == c.names)
    }

    @Test func aRouteWithAnAuthorizerIsOpenedAgain() throws {
        var route = Self.route(Self.key, to: "i1")
        route.authorizationType = "AWS_IAM"
        let change = try RouteResource(context: CounterAWS().context()).diff(
            live: RouteResource.Live(routes: [route]), inputs: Self.inputs())
        #expect(change.names == ["authorizationType"])
    }

    // MARK: Stage

    static func stage(
        _ settings: APIStageSettings = APIStageSettings(
            autoDeploy: true, throttling: APIThrottling(burst: 20, rate: 10)),
        tags: [String: String] = CounterAWS.ourTags
    ) -> APIStage {
        APIStage(
            name: "$default", settings: settings, routesWithSettings: [], deploymentID: "d",
            lastDeploymentStatusMessage: nil, tags: tags)
    }

    @Test func stageDiff() throws {
        let resource = StageResource(context: CounterAWS().context())
        func names(_ stage: APIStage?) throws -> [String] { try resource.diff(live: stage, inputs: Outputs()).names }
        #expect(try resource.diff(live: nil, inputs: Outputs()).action == .create)
        #expect(try resource.diff(live: Self.stage(), inputs: Outputs()) == .none)
        #expect(try names(Self.stage(APIStageSettings(throttling: .init(burst: 20, rate: 10)))) == ["autoDeploy"])
        #expect(
            try names(Self.stage(APIStageSettings(autoDeploy: true)))
                == ["throttlingRateLimit", "throttlingBurstLimit"])
        #expect(
            try names(Self.stage(APIStageSettings(autoDeploy: true, throttling: .init(burst: 9, rate: 10))))
                == ["throttlingBurstLimit"])
        #expect(try names(Self.stage(tags: [:])) == ["tags.resumectl:site"])
    }

    @Test func missingTagsOfAStageAreSet() async throws {
        let aws = CounterAWS()
        try await CounterStackTests.deploy(aws)
        await aws.gateway.edit { $0.apis["api1"]?.stages["$default"]?["tags"] = ["owner": "me"] }
        _ = await aws.takeWrites()
        try await CounterStackTests.deploy(aws)
        #expect(await aws.takeWrites() == ["TagResource"])
        #expect(
            await aws.gateway.backend.apis["api1"]?.stages["$default"]?["tags"]
                == ["owner": "me", "resumectl:site": "resume"])
    }

    @Test func aFailedDeploymentIsToldInAWSsWords() async throws {
        let aws = CounterAWS()
        let resource = StageResource(context: aws.context())
        await aws.gateway.edit {
            $0.add("api1", name: "resume", tags: [:])
            $0.apis["api1"]?.stages["$default"] = [
                "stageName": "$default", "lastDeploymentStatusMessage": "no routes",
            ]
        }
        let log = StepLog()
        _ = try await resource.apply(live: nil, inputs: Self.inputs(), step: log.reporter(resource.address))
        #expect(log.texts.last == "API Gateway says of the last deployment: no routes")
    }

    // MARK: All of them

    /// Every create takes up its own lost answer within the same run.
    @Test(arguments: [
        ("CreateApi", Fault.answerLost), ("CreateIntegration", .answerLost), ("CreateRoute", .resent),
        ("CreateStage", .resent),
    ])
    func aLostAnswerIsTakenUp(_ operation: String, _ fault: Fault) async throws {
        let aws = CounterAWS()
        await aws.gateway.plan(fault, for: operation)
        let result = try await CounterStackTests.deploy(aws)
        #expect(result.failures.isEmpty)
        #expect(try await CounterStackTests.pendingSteps(aws) == [])
        let api = try #require(await aws.gateway.backend.apis["api1"])
        #expect([api.integrations.count, api.routes.count, api.stages.count] == [1, 1, 1])
    }

    @Test(arguments: ["CreateIntegration", "CreateRoute", "CreateStage"])
    func aBusyGatewayIsTriedAgain(_ operation: String) async throws {
        let aws = CounterAWS()
        let busy = Refusal(code: "ConflictException", message: "… due to concurrent modification. Please try again.")
        for _ in 1...3 { await aws.gateway.plan(.refused(busy), for: operation) }
        #expect(try await CounterStackTests.deploy(aws).failures.isEmpty)
        #expect(try await CounterStackTests.pendingSteps(aws) == [])
    }

    @Test(arguments: [true, false]) func theyGoWithTheAPI(_ deleteData: Bool) async throws {
        let context = CounterAWS().context(.counting(nil))
        let options = DestroyOptions(deleteData: deleteData)
        let integration = IntegrationResource.Live(integration: Self.integration("i1"), surplus: [])
        let routes = RouteResource.Live(routes: [Self.route(Self.key, to: "i1")])
        #expect(try IntegrationResource(context: context).diff(live: integration, inputs: Outputs()) == .none)
        #expect(try RouteResource(context: context).diff(live: routes, inputs: Outputs()) == .none)
        #expect(try StageResource(context: context).diff(live: Self.stage(), inputs: Outputs()) == .none)
        #expect(try IntegrationResource(context: context).diffForDestroy(live: integration, options: options) == .none)
        #expect(try RouteResource(context: context).diffForDestroy(live: routes, options: options) == .none)
        #expect(try StageResource(context: context).diffForDestroy(live: Self.stage(), options: options) == .none)
    }
}
