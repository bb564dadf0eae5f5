// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

/// All resources of the counter together.
@Suite struct CounterStackTests {
    static func stack(_ aws: CounterAWS, _ config: SiteConfig = .counting()) throws -> Reconciler {
        let context = aws.context(config)
        let function = config.counter.map {
            FunctionResource.Desired(
                settings: $0, environment: CounterEnvironment.variables(for: config), logGroup: config.logGroupName,
                code: FunctionCode(zip: [1, 2, 3], sha256: "c2hh"))
        }
        return try Reconciler(
            resources: [
                TableResource(context: context), LogGroupResource(context: context), RoleResource(context: context),
                FunctionResource(context: context, desired: function), APIResource(context: context),
                IntegrationResource(context: context), RouteResource(context: context),
                StageResource(context: context), InvokePermissionResource(context: context),
            ], describe: { error, _ in DeployError(describing: error) })
    }

    @discardableResult
    static func deploy(_ aws: CounterAWS, _ config: SiteConfig = .counting()) async throws -> RunResult {
        let observed = try await stack(aws, config).observe()
        return await observed.apply(try observed.plan())
    }

    static func pendingSteps(_ aws: CounterAWS, _ config: SiteConfig = .counting()) async throws -> [String] {
        try await stack(aws, config).observe().plan().effectiveSteps.map { "\($0.address): \($0.change)" }
    }

    @Test func aSecondDeployDoesNothing() async throws {
        let aws = CounterAWS()
        let result = try await Self.deploy(aws)
        #expect(result.failures.isEmpty && result.pending.isEmpty)
        #expect(result.doneCount == 9)
        _ = await aws.takeWrites()
        #expect(try await Self.pendingSteps(aws) == [])
        try await Self.deploy(aws)
        #expect(await aws.takeWrites() == [])
    }

    @Test func whatIsDeployedFitsTogether() async throws {
        let aws = CounterAWS()
        try await Self.deploy(aws)
        let api = try #require(await aws.gateway.backend.apis["api1"])
        let integration = try #require(api.integrations.values.first)
        #expect(integration["integrationUri"] == .string(FunctionBackend.arn))
        #expect(integration["payloadFormatVersion"] == "2.0")
        #expect(integration["timeoutInMillis"] == 30_000)
        let route = try #require(api.routes.values.first)
        #expect(route["routeKey"] == "ANY /api/visitors")
        #expect(route["target"] == .string("integrations/\(api.integrations.keys.first ?? "")"))
        let stage = try #require(api.stages["$default"])
        #expect(stage["autoDeploy"] == true)
        #expect(stage["tags"] == ["resumectl:site": "resume"])
        let function = try #require(await aws.functions.backend.configuration)
        #expect(function["Environment"] == ["Variables": ["TABLE_NAME": "resume-visitors"]])
        #expect(function["Role"] == "arn:aws:iam::123456789012:role/resumectl/resume-counter")
    }

    /// Killed after any request, the same command finishes the work, and nothing is there twice.
    @Test func aDeployKilledAfterAnyRequestIsFinishedByTheNext() async throws {
        var limit = 1
        while true {
            let aws = CounterAWS()
            aws.lifeline.cut(after: limit)
            _ = try? await Self.deploy(aws)
            let wasCut = aws.lifeline.isCut
            aws.lifeline.cut(after: nil)
            let result = try await Self.deploy(aws)
            #expect(result.failures.isEmpty, "killed after \(limit) requests")
            #expect(try await Self.pendingSteps(aws) == [], "killed after \(limit) requests")
            let gateway = await aws.gateway.backend
            #expect(gateway.apis.count == 1, "killed after \(limit) requests")
            let api = try #require(gateway.apis.values.first)
            #expect([api.integrations.count, api.routes.count, api.stages.count] == [1, 1, 1])
            guard wasCut else { break }
            limit += 1
        }
        #expect(limit > 20)
    }

    @Test func aDestroyKilledAfterAnyRequestIsFinishedByTheNext() async throws {
        func destroy(_ aws: CounterAWS) async throws -> RunResult {
            let observed = try await Self.stack(aws).observe()
            return await observed.destroy(try observed.planDestroy(DestroyOptions(deleteData: true)))
        }
        var limit = 1
        while true {
            let aws = CounterAWS()
            try await Self.deploy(aws)
            aws.lifeline.cut(after: limit)
            _ = try? await destroy(aws)
            let wasCut = aws.lifeline.isCut
            aws.lifeline.cut(after: nil)
            let result = try await destroy(aws)
            #expect(result.failures.isEmpty, "killed after \(limit) requests")
            #expect(await aws.tables.backend.table == nil)
            #expect(await aws.logs.backend.groups.isEmpty)
            #expect(await aws.roles.backend.role == nil)
            #expect(await aws.functions.backend.configuration == nil)
            #expect(await aws.gateway.backend.apis.isEmpty)
            guard wasCut else { break }
            limit += 1
        }
        #expect(limit > 15)
    }

    @Test func withoutCounterEverythingGoesButTheTable() async throws {
        let aws = CounterAWS()
        try await Self.deploy(aws)
        let result = try await Self.deploy(aws, .counting(nil))
        #expect(result.failures.isEmpty)
        #expect(await aws.tables.backend.table != nil)
        #expect(await aws.logs.backend.groups.isEmpty)
        #expect(await aws.roles.backend.role == nil)
        #expect(await aws.functions.backend.configuration == nil)
        #expect(await aws.gateway.backend.apis.isEmpty)
        #expect(try await Self.pendingSteps(aws, .counting(nil)) == [])
    }

    struct KeyCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var config: SiteConfig
        var steps: [ResourceAddress]

        init(_ name: String, _ config: SiteConfig, _ steps: [ResourceAddress]) {
            self.testDescription = name
            self.config = config
            self.steps = steps
        }
    }

    @Test(arguments: [
        KeyCase(
            "route", .counting(.init(path: "/lambda", route: "/api/count")),
            [RouteResource.address, InvokePermissionResource.address]),
        KeyCase(
            "throttling", .counting(.init(path: "/lambda", throttling: .init(rate: 3, burst: 5))),
            [StageResource.address]),
        KeyCase("retention", .counting(.init(path: "/lambda", logRetentionDays: 7)), [LogGroupResource.address]),
        KeyCase("API's name", .counting(names: .init(api: "visits")), [APIResource.address]),
        KeyCase(
            "exposure", .counting(.init(path: "/lambda", exposure: .direct), domain: "example.com"),
            [APIResource.address]),
    ])
    func aChangedKeyChangesJustItsResources(_ c: KeyCase) async throws {
        let aws = CounterAWS()
        try await Self.deploy(aws)
        let plan = try await Self.stack(aws, c.config).observe().plan()
        #expect(plan.effectiveSteps.map(\.address) == c.steps)
        #expect(plan.effectiveSteps.allSatisfy { $0.change.action == .update })
        let result = try await Self.deploy(aws, c.config)
        #expect(result.failures.isEmpty)
        #expect(try await Self.pendingSteps(aws, c.config) == [])
        #expect(await aws.gateway.backend.apis["api1"]?.routes.count == 1)
    }

    @Test func theReadsOfAnUnchangedStackAreFewAndShallow() async throws {
        let aws = CounterAWS()
        try await Self.deploy(aws)
        _ = await aws.takeWrites()
        _ = try await Self.stack(aws).observe()
        #expect(await aws.tables.operations.sorted() == ["DescribeTable", "ListTagsOfResource"])
        #expect(await aws.logs.operations.sorted() == ["DescribeLogGroups", "ListTagsForResource"])
        #expect(await aws.roles.operations.sorted() == ["GetRole", "GetRolePolicy"])
        #expect(await aws.functions.operations.sorted() == ["GetFunction", "GetPolicy"])
        #expect(await aws.gateway.operations.sorted() == ["GetApis", "GetIntegrations", "GetRoutes", "GetStage"])
    }
}
