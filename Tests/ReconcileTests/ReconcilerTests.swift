// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Reconcile

struct ReconcilerTests {
    private let account = MemoryAccount()

    private func stack(_ resources: [any Resource]) async throws -> ObservedStack {
        try await Reconciler(
            resources: resources,
            describe: { error, address in
                (error as? DeployError) ?? DeployError(code: "other", summary: "\(error)", detail: address.rawValue)
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
            account: account, address: "a", failure: DeployError(code: "broken", summary: "It broke"))
        let observed = try await stack(resources)
        let result = await observed.apply(try observed.plan())
        #expect(result.failures.map(\.error.code) == ["broken"])
        #expect(account.values == ["c": "v1"])
        guard case .skipped(because: "a") = result.outcomes[1].outcome else {
            Issue.record("b should have been skipped because of a")
            return
        }
    }

    @Test func aPendingStepIsNoFailure() async throws {
        var resources = chain()
        resources[0] = MemoryResource(
            account: account, address: "a", failure: DeployError(code: "wait", summary: "Not yet", kind: .pending))
        let observed = try await stack(resources)
        let result = await observed.apply(try observed.plan())
        #expect(result.failures.isEmpty)
        #expect(result.pending.map(\.error.code) == ["wait"])
    }

    @Test func allReadErrorsAreReportedAtOnceAndDependentOnesAreNot() async throws {
        let resources: [any Resource] = [
            MemoryResource(account: account, address: "a", readFailure: DeployError(code: "denied-a", summary: "no")),
            MemoryResource(account: account, address: "b", readsAfter: MemoryResource.value(of: "a")),
            MemoryResource(account: account, address: "c", readFailure: DeployError(code: "denied-c", summary: "no")),
        ]
        await #expect { try await stack(resources) } throws: { error in
            (error as? ReadFailure)?.errors.map(\.code) == ["denied-a", "denied-c"]
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
                describe: { _, _ in DeployError(code: "x", summary: "x") })
        }
    }
}
