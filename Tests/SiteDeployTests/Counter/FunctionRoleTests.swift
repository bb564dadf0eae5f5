// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

/// A function and the role that it was given.
@Suite struct FunctionRoleTests {
    private static let arn = "arn:aws:iam::123456789012:role/resumectl/resume-counter"

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What the function's tag says.
        var given: String?
        /// The function's role.
        var live = FunctionRoleTests.arn
        /// In seconds, as `lastModified`.
        var createdAt = 100.0
        var lastModified: Double? = 200
        var hasRole = true
        var isLost: Bool
    }

    @Test(arguments: [
        Case(testDescription: "the role of the tag", given: "AROA1", isLost: false),
        Case(testDescription: "another one of the same name", given: "AROA0", isLost: true),
        Case(
            testDescription: "the function was changed after the role was made again", given: "AROA0", createdAt: 100,
            lastModified: 999, isLost: true),
        Case(
            testDescription: "clocks that differ do not matter where there is a tag", given: "AROA1", createdAt: 300,
            isLost: false),
        Case(testDescription: "there is no role", given: "AROA1", hasRole: false, isLost: true),
        Case(testDescription: "another role, so an update gives it ours", given: "AROA0", live: "x", isLost: false),
        Case(testDescription: "no role, and another one", given: nil, live: "x", hasRole: false, isLost: false),
        Case(testDescription: "no tag, and an older role", given: nil, isLost: false),
        Case(testDescription: "no tag, and made within the same second", given: nil, createdAt: 200, isLost: false),
        Case(testDescription: "no tag, and a newer role", given: nil, createdAt: 201, isLost: true),
        Case(testDescription: "no tag, and no time", given: nil, lastModified: nil, isLost: false),
    ])
    func aLostRoleIsFound(_ c: Case) throws {
        let live = LambdaFunction(
            configuration: LambdaFunctionConfiguration(
                name: "resume-counter", arn: CounterAWS().context().arn("lambda", "function:resume-counter"),
                runtime: nil, handler: nil, role: c.live, description: "", memory: 256, timeout: 5, environment: [:],
                architectures: [], codeSHA256: "",
                lastModified: c.lastModified.map { Date(timeIntervalSince1970: $0) }, packageType: "Zip"),
            tags: c.given.map { [FunctionResource.roleTagKey: $0] } ?? [:])
        var inputs = Outputs()
        inputs[RoleResource.arn] = ARN(rawValue: Self.arn)
        if c.hasRole {
            inputs[RoleResource.identity] = RoleIdentity(
                id: "AROA1", createdAt: Date(timeIntervalSince1970: c.createdAt))
        }
        #expect(FunctionResource.hasLostRole(live, inputs: inputs) == c.isLost)
    }

    /// Deletes the role behind the back of the site.
    private func loseRole(_ aws: CounterAWS) async {
        await aws.roles.edit { $0.role = nil }
    }

    private func tags(_ aws: CounterAWS) async -> [String: String] {
        await aws.functions.backend.tags.objectValue?.compactMapValues(\.stringValue) ?? [:]
    }

    @Test func aFunctionWhoseRoleWasDeletedIsMadeAnewWithItsPermission() async throws {
        let aws = CounterAWS()
        try await CounterStackTests.deploy(aws)
        #expect(await tags(aws)["resumectl:role"] == "AROAEXAMPLE1")
        await aws.functions.edit { $0.tags["team"] = "web" }
        await loseRole(aws)

        let plan = try await CounterStackTests.stack(aws).observe().plan()
        #expect(
            plan.effectiveSteps.map { [$0.address.rawValue, $0.change.action.rawValue] } == [
                ["counter.role", "create"], ["counter.function", "replace"], ["counter.permission", "replace"],
            ])
        let function = try #require(plan.effectiveSteps.first { $0.address == FunctionResource.address })
        #expect(function.change.reason == FunctionResource.lostRoleReason)
        #expect(
            function.change.properties == [
                PropertyChange("tags.resumectl:role", old: "AROAEXAMPLE1", new: .knownAfterApply)
            ])

        _ = await aws.functions.takeWrites()
        let result = try await CounterStackTests.deploy(aws)
        #expect(result.failures.isEmpty)
        #expect(await aws.functions.takeWrites() == ["DeleteFunction", "CreateFunction", "AddPermission"])
        #expect(await tags(aws) == ["resumectl:site": "resume", "resumectl:role": "AROAEXAMPLE2", "team": "web"])
        #expect(try await CounterStackTests.pendingSteps(aws) == [])
    }

    @Test func aRoleThatSomebodyElseMadeAgainIsFound() async throws {
        let aws = CounterAWS()
        try await CounterStackTests.deploy(aws)
        await aws.roles.edit { $0.role?.id = "AROAOTHER" }
        let plan = try await CounterStackTests.stack(aws).observe().plan()
        #expect(plan.effectiveSteps.map(\.address) == [FunctionResource.address, InvokePermissionResource.address])
        try await CounterStackTests.deploy(aws)
        #expect(await tags(aws)["resumectl:role"] == "AROAOTHER")
        #expect(try await CounterStackTests.pendingSteps(aws) == [])
    }

    @Test func aReplacementKilledAfterAnyRequestIsFinishedByTheNext() async throws {
        var limit = 1
        while true {
            let aws = CounterAWS()
            try await CounterStackTests.deploy(aws)
            await loseRole(aws)
            aws.lifeline.cut(after: limit)
            _ = try? await CounterStackTests.deploy(aws)
            let wasCut = aws.lifeline.isCut
            aws.lifeline.cut(after: nil)
            let result = try await CounterStackTests.deploy(aws)
            #expect(result.failures.isEmpty, "killed after \(limit) requests")
            #expect(try await CounterStackTests.pendingSteps(aws) == [], "killed after \(limit) requests")
            #expect(await tags(aws)["resumectl:role"] == "AROAEXAMPLE2", "killed after \(limit) requests")
            #expect(await aws.functions.backend.statements.count == 1, "killed after \(limit) requests")
            guard wasCut else { break }
            limit += 1
        }
        #expect(limit > 15)
    }

    @Test func aFunctionThatIsStillBeingChangedIsDeletedWhenItIsReady() async throws {
        let aws = CounterAWS()
        try await CounterStackTests.deploy(aws)
        await loseRole(aws)
        await aws.functions.plan(
            .refused(Refusal(code: "ResourceConflictException", status: 409)), for: "DeleteFunction")
        #expect(try await CounterStackTests.deploy(aws).failures.isEmpty)
        #expect(try await CounterStackTests.pendingSteps(aws) == [])
    }

    @Test func withoutTheRestOfTheDeployNothingIsDeleted() async throws {
        let aws = CounterAWS()
        try await CounterStackTests.deploy(aws)
        await loseRole(aws)
        _ = await aws.functions.takeWrites()
        let observed = try await CounterStackTests.stack(aws).observe()
        let result = await observed.apply(try observed.plan(only: [FunctionResource.address]))
        #expect(result.failures.count == 1)
        #expect(await aws.functions.takeWrites() == [])
    }
}
