// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Reconcile

struct ReconcilerTests {
    private let account = MemoryAccount()

    private func stack(_ resources: [any Resource]) async throws -> ObservedStack {
        try await Reconciler(
            resources: resources,
            describe: { error, address in
                (error as? DeployError) ?? DeployError(code: .unexpected, summary: "\(error)", detail: address.rawValue)
            }
        ).observe()
    }

    private func chain() -> [any Resource] {
        [
            MemoryResource(account: account, address: "a"),
            MemoryResource(
                account: account, address: "b", dependencies: ["a"], input: MemoryResource.value(of: "a")),
            MemoryResource(account: account, address: "c"),
        ]
    }

    @Test func aFirstRunCreatesEverythingAndASecondDoesNothing() async throws {
        let first = try await stack(chain())
        let plan = try first.plan()
        #expect(plan.counts == [.create: 3])
        let result = await first.apply(plan)
        #expect(result.failures.isEmpty)
        #expect(account.values == ["a": "v1", "b": "v1+v1", "c": "v1"])

        let second = try await stack(chain())
        #expect(try second.plan().hasChanges == false)
        let before = account.log
        _ = await second.apply(try second.plan())
        #expect(account.log == before)
    }

    @Test func aValueOfAMissingResourceIsKnownAfterApply() async throws {
        account.write("b", "v1+old")
        let plan = try await stack(chain()).plan()
        let b = try #require(plan.steps.first { $0.address == "b" })
        #expect(b.change.properties == [PropertyChange("value", old: "v1+old", new: .knownAfterApply)])
    }

    @Test func aFailedStepStopsItsDependentsAndNothingElse() async throws {
        var resources = chain()
        resources[0] = MemoryResource(
            account: account, address: "a", failure: DeployError(code: .functionFailed, summary: "It broke"))
        let observed = try await stack(resources)
        let result = await observed.apply(try observed.plan())
        #expect(result.failures.map(\.error.code) == ["function-failed"])
        #expect(account.values == ["c": "v1"])
        guard case .skipped(because: "a") = result.outcomes[1].outcome else {
            Issue.record("b should have been skipped because of a")
            return
        }
    }

    @Test func aPendingStepIsNoFailure() async throws {
        var resources = chain()
        resources[0] = MemoryResource(
            account: account, address: "a",
            failure: DeployError(code: .certificatePending, summary: "Not yet", kind: .pending))
        let observed = try await stack(resources)
        let result = await observed.apply(try observed.plan())
        #expect(result.failures.isEmpty)
        #expect(result.pending.map(\.error.code) == ["certificate-pending"])
    }

    @Test func allReadErrorsAreReportedAtOnceAndDependentOnesAreNot() async throws {
        let resources: [any Resource] = [
            MemoryResource(
                account: account, address: "a", readFailure: DeployError(code: .permissionDenied, summary: "no")),
            MemoryResource(account: account, address: "b", readsAfter: MemoryResource.value(of: "a")),
            MemoryResource(
                account: account, address: "c", readFailure: DeployError(code: .bucketForbidden, summary: "no")),
        ]
        await #expect { try await stack(resources) } throws: { error in
            (error as? ReadFailure)?.errors.map(\.code) == ["permission-denied", "bucket-forbidden"]
        }
    }

    @Test func removedResourcesAreDeletedAfterTheirDependentsWereUpdated() async throws {
        account.write("a", "v1")
        account.write("b", "v1+v1")
        let resources: [any Resource] = [
            MemoryResource(account: account, address: "a", desired: nil),
            MemoryResource(account: account, address: "b", dependencies: ["a"], desired: "v2"),
        ]
        let observed = try await stack(resources)
        _ = await observed.apply(try observed.plan())
        #expect(account.log.suffix(2) == ["b=v2", "delete a"])
    }

    @Test func destroyDeletesDependentsFirst() async throws {
        let first = try await stack(chain())
        _ = await first.apply(try first.plan())
        let observed = try await stack(chain())
        let plan = try observed.planDestroy(DestroyOptions(deleteData: false))
        #expect(plan.steps.map(\.address) == ["c", "b", "a"])
        _ = await observed.destroy(plan)
        #expect(account.values.isEmpty)
        let log = account.log
        #expect(try #require(log.firstIndex(of: "delete b")) < #require(log.firstIndex(of: "delete a")))
    }

    @Test func aSelectionLeavesTheRestAlone() async throws {
        account.write("a", "old")
        let observed = try await stack(chain())
        let plan = try observed.plan(only: ["b"])
        #expect(plan.steps.map(\.address) == ["b"])
        _ = await observed.apply(plan)
        #expect(account.values == ["a": "old", "b": "v1+old"])
    }

    @Test func aStopLetsNothingMoreStart() async throws {
        let observed = try await stack(chain())
        let result = await observed.apply(try observed.plan(), shouldStop: { true })
        #expect(result.wasInterrupted)
        #expect(account.values.isEmpty)
    }

    @Test func aStepThatIsStoppedOnTheWayLetsNothingMoreStart() async throws {
        var resources = chain()
        resources[0] = MemoryResource(account: account, address: "a", isStopped: true)
        let observed = try await stack(resources)
        let result = await observed.apply(try observed.plan())
        #expect(result.wasInterrupted && result.failures.isEmpty)
        guard case .stopped = result.outcomes[0].outcome, case .notStarted = result.outcomes[1].outcome else {
            Issue.record("a should have been stopped, and b not started: \(result.outcomes)")
            return
        }
    }

    @Test func anImpossibleOrderIsRefused() {
        #expect(throws: DeployError.self) {
            try Reconciler(
                resources: [
                    MemoryResource(account: account, address: "b", dependencies: ["a"]),
                    MemoryResource(account: account, address: "a"),
                ],
                describe: { _, _ in DeployError(code: .unexpected, summary: "x") })
        }
    }

    // MARK: What is found out during the reads

    private static let number = OutputKey<String>("number", "value")

    /// Reads `resources` while a number is found out; with it come the `later` ones.
    private func stack(
        _ resources: [any Resource], later: [any Resource]? = nil,
        number: @escaping @Sendable () async throws -> String
    ) async throws -> (found: String, stack: ObservedStack) {
        try await Reconciler(
            resources: resources,
            describe: { error, _ in (error as? DeployError) ?? DeployError(code: .unexpected, summary: "") }
        ).observe(
            with: Premise(
                address: "number", find: number,
                outputs: { found in
                    var outputs = Outputs()
                    outputs[Self.number] = found
                    return outputs
                }, resources: { _ in later ?? resources }))
    }

    @Test func readsThatNeedNoPremiseBeginBeforeItIsKnown() async throws {
        let gate = ReadGate()
        let resources: [any Resource] = [
            MemoryResource(account: account, address: "a", readsAfter: Self.number),
            GatedResource(address: "b", gate: gate),
        ]
        let result = try await stack(resources) {
            await gate.passed()
            return "42"
        }
        #expect(result.found == "42")
        #expect(try result.stack.plan().steps.map(\.address) == ["a", "b"])
    }

    @Test func aReadThatNeedsThePremiseIsDoneWithIt() async throws {
        account.write("new", "v1")
        let early: [any Resource] = [
            MemoryResource(account: account, address: "a", desired: "early", needsPremise: true)
        ]
        let later: [any Resource] = [
            MemoryResource(
                account: account, address: "a", desired: "late",
                readFailure: DeployError(code: .network, summary: ""), needsPremise: true)
        ]
        await #expect { try await stack(early, later: later) { "42" } } throws: { error in
            (error as? ReadFailure)?.errors.map(\.code) == ["network"]
        }
    }

    @Test func whatWasReadEarlyIsTakenUpByTheLaterResource() async throws {
        account.write("a", "v1")
        let result = try await stack(
            [MemoryResource(account: account, address: "a", desired: "v1")],
            later: [MemoryResource(account: account, address: "a", desired: "v2")]
        ) { "42" }
        #expect(
            try result.stack.plan().steps.first?.change.properties == [
                PropertyChange("value", old: "v1", new: .known("v2"))
            ])
    }

    @Test func aPremiseThatCannotBeFoundOutIsTheOnlyErrorAndLeavesNobodyWaiting() async throws {
        let resources: [any Resource] = [
            MemoryResource(
                account: account, address: "a", readFailure: DeployError(code: .permissionDenied, summary: "no")),
            MemoryResource(account: account, address: "b", needsPremise: true),
            MemoryResource(account: account, address: "c", readsAfter: MemoryResource.value(of: "b")),
            MemoryResource(account: account, address: "d", readsAfter: Self.number),
        ]
        await #expect {
            try await stack(resources) { throw DeployError(code: .accountNotReady, summary: "") }
        } throws: {
            ($0 as? DeployError)?.code == "account-not-ready"
        }
    }

    @Test func anotherTypeInPlaceOfAResourceIsRefused() async throws {
        await #expect {
            try await stack(
                [MemoryResource(account: account, address: "a")], later: [GatedResource(address: "a", gate: ReadGate())]
            ) { "42" }
        } throws: { ($0 as? DeployError)?.code == "invalid-stack" }
    }
}

/// Lets somebody wait until a read has begun.
private actor ReadGate {
    private var isPassed = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() {
        isPassed = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func passed() async {
        guard !isPassed else { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// A resource whose read opens a gate.
private struct GatedResource: Resource {
    let address: ResourceAddress
    let gate: ReadGate
    var title: String { "gated \(address)" }
    let group = ResourceGroup.site
    let dependencies: [ResourceAddress] = []

    func read(_ others: LiveOutputs) async throws -> Bool? {
        await gate.pass()
        return true
    }

    func diff(live: Bool?, inputs: Outputs) throws -> Change { .none }
    func outputs(live: Bool) -> Outputs { Outputs() }
    func apply(live: Bool?, inputs: Outputs, step: StepReporter) async throws -> Outputs { Outputs() }
    func delete(live: Bool, inputs: Outputs, step: StepReporter) async throws {}
}
